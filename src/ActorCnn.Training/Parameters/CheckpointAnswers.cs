using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Parameters;

/// <summary>Writes what the coordinator asks for, and says how it went.</summary>
public static class CheckpointAnswers
{
    /// <summary>Writes a checkpoint.</summary>
    /// <param name="writer">What writes it.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="parameters">What is to be in it.</param>
    /// <param name="slice">The slice that they are; zero when they are all.</param>
    public static ITrainingMessage Answer(this ICheckpointWriter writer, WriteCheckpoint request, IParameters parameters, int slice = 0)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(parameters);
        string? path = null;
        return Problem(() => path = writer.Write(request.Position, parameters.Weights, parameters.OptimizerState)) is { } problem
            ? new CheckpointFailed(request.Run, request.Position.Step, problem)
            : new CheckpointWritten(request.Run, request.Position.Step, path, slice);
    }

    /// <summary>Keeps the best weights.</summary>
    /// <param name="writer">What writes them.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="weights">The weights.</param>
    public static BestKept Answer(this ICheckpointWriter writer, KeepBest request, IWeights weights)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(weights);
        return new BestKept(request.Run, request.Position.Step, Problem(() => writer.WriteBest(request.Position, weights.Weights)));
    }

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
