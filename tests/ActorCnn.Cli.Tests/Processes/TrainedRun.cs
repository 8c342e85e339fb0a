namespace ActorCnn.Cli.Tests.Processes;

/// <summary>The experiment, trained once for all tests that only look at the result.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public TrainedRun()
    {
        Configuration = Experiment.Write(_scratch);
        Directory = _scratch["run"];
        Result = CommandProcess.Run(_scratch.Root, "train", Configuration, "--out", Directory, "--workers", "2").AssertCode(0);
    }

    /// <summary>The folder that it was started in.</summary>
    public string Folder => _scratch.Root;

    /// <summary>The configuration's file.</summary>
    public string Configuration { get; }

    /// <summary>The run's directory.</summary>
    public string Directory { get; }

    /// <summary>What training wrote to the console.</summary>
    public CommandResult Result { get; }

    public void Dispose() => _scratch.Dispose();
}

/// <summary>The tests that share <see cref="TrainedRun"/>; xunit lets them run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TrainedRunGroup : ICollectionFixture<TrainedRun>
{
    public const string Name = "a trained run";
}
