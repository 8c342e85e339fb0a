using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>Shows how a run goes, until it is disposed.</summary>
internal interface IProgressDisplay : IRunObserver, IDisposable
{
    /// <summary>Shows a line that matters now. From any thread.</summary>
    void Tell(string line);
}
