using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Parameters;

/// <summary>Writes what the coordinator asks for, and says how it went.</summary>
internal static class CheckpointAnswers
{
    /// <summary>Writes a checkpoint.</summary>
    public static ITrainingMessage Answer(this ICheckpointWriter writer, WriteCheckpoint request, ParameterStore store)
    {
        string? path = null;
        return Problem(() => path = writer.Write(request.Position, store.Weights, store.OptimizerState)) is { } problem
            ? new CheckpointFailed(request.Run, request.Position.Step, problem)
            : new CheckpointWritten(request.Run, request.Position.Step, path);
    }

    /// <summary>Keeps the best weights.</summary>
    public static BestKept Answer(this ICheckpointWriter writer, KeepBest request, ParameterStore store) =>
        new(request.Run, request.Position.Step, Problem(() => writer.WriteBest(request.Position, store.Weights)));

    private static string? Problem(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message.ReplaceLineEndings(" ");
        }
    }
}
