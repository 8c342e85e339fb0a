using ActorCnn.Training.Reporting;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// Tells an observer nothing twice: steps that are done again after a loss come to the same figures, so that those which it has been told of
/// are left out.
/// </summary>
internal sealed class ForwardOnly(IRunObserver observer) : IRunObserver
{
    private bool _isStarted;
    private long _step;
    private int _epoch;

    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted when _isStarted:
            case StepCompleted step when step.Position.Step <= _step:
            case EpochCompleted epoch when epoch.Epoch <= _epoch:
                return;
            case RunStarted:
                _isStarted = true;
                break;
            case StepCompleted step:
                _step = step.Position.Step;
                break;
            case EpochCompleted epoch:
                _epoch = epoch.Epoch;
                break;
        }

        observer.OnEvent(happened);
    }
}
