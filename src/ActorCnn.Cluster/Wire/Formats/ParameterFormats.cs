using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages to and from the parameter actors.</summary>
internal static class ParameterFormats
{
    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<StepApplied>(
            "applied.1",
            (to, message) => to.Pass(message.Pass).Metrics(message.Metrics).Double(message.LearningRate).Int32(message.Slice),
            from => new StepApplied(from.Pass(), from.Metrics(), from.Double(), from.Int32())),
        WireFormat.Of<ApplyStep>(
            "apply.2",
            (to, message) => to.Pass(message.Pass).Double(message.RateFactor),
            from => new ApplyStep(from.Pass(), from.Double())),
        WireFormat.Of<GetPassStatus>(
            "get-status.1",
            (to, message) => to.Pass(message.Pass),
            from => new GetPassStatus(from.Pass())),
        WireFormat.Of<WeightsPublished>(
            "weights.1",
            (to, message) => to.Text(message.Run).Int64(message.Step).Int32(message.Slice),
            from => new WeightsPublished(from.Text(), from.Int64(), from.Int32())),
        WireFormat.Of<SubscribeToWeights>(
            "subscribe.1",
            (to, message) => to.Text(message.Run),
            from => new SubscribeToWeights(from.Text())),
        WireFormat.Of<UseCoordinator>(
            "coordinator.1",
            (to, message) => to.Text(message.Run).Actor(message.Coordinator),
            from => new UseCoordinator(from.Text(), from.Actor())),
    ];
}
