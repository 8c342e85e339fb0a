namespace ActorCnn.Cli;

/// <summary>The codes that the process ends with; scripts depend on them.</summary>
internal static class ExitCode
{
    /// <summary>What was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>It was begun and failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, the configuration or the data cannot be used; nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl-C after a checkpoint.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM after a checkpoint.</summary>
    public const int Terminated = 143;
}
