using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// The sum of two rows of operators, each with a plan and a memory of its own, into which the input and the output's gradient are copied.
/// A shortcut without operators is the input itself.
/// </summary>
public sealed unsafe class LaneResidual : LaneOperator
{
    private readonly LaneOperator[] _body;
    private readonly LaneOperator[] _shortcut;
    private LanePlan? _bodyPlan;
    private LanePlan? _shortcutPlan;

    /// <summary>Places a block on a shape.</summary>
    public LaneResidual(ResidualLayer layer, Shape input)
        : base(input, layer.OutputShape(input))
    {
        _body = Create(layer.Branches[0].Layers, input);
        _shortcut = Create(layer.Branches[1].Layers, input);
        LaneOperator[] all = [.. _body, .. _shortcut];
        ParameterCount = all.Sum(step => step.ParameterCount);
        IsTrained = all.Any(step => step.IsTrained);
        LayerCount = 1 + all.Sum(step => step.LayerCount);
    }

    internal override bool AppliesReluAfter => true;

    internal override bool AppliesReluBefore => true;

    internal override int ParameterCount { get; }

    internal override bool IsTrained { get; }

    internal override int LayerCount { get; }

    internal override int PackedLength => checked(_bodyPlan!.PackedLength + (_shortcutPlan?.PackedLength ?? 0));

    internal override void Place(in LanePlacement placement)
    {
        base.Place(placement);
        int number = placement.Number + 1;
        _bodyPlan = new LanePlan(_body, number, placement.WantsInputGradient);
        _shortcutPlan = _shortcut.Length == 0
            ? null : new LanePlan(_shortcut, number + _body.Sum(step => step.LayerCount), placement.WantsInputGradient);
    }

    internal override LaneMemory[] CreateInnerMemory(bool training, LanePass pass) => _shortcutPlan is null
        ? [_bodyPlan!.CreateMemory(training, pass)]
        : [_bodyPlan!.CreateMemory(training, pass), _shortcutPlan.CreateMemory(training, pass)];

    internal override void Pack(float* parameters, float* packed)
    {
        _bodyPlan!.Pack(parameters, packed);
        _shortcutPlan?.Pack(parameters + _bodyPlan.ParameterCount, packed + _bodyPlan.PackedLength);
    }

    internal override void Forward(in LaneStep step, float* packed)
    {
        Run(_bodyPlan!, step, step.Inner[0], packed);
        float* body = step.Inner[0].Steps[^1].Output;
        if (_shortcutPlan is null)
        {
            Add(body, _bodyPlan!.Output, step.Input, Placement.Input, step.Output, Placement.Output, Placement.ReluAfter, null);
            return;
        }

        Run(_shortcutPlan, step, step.Inner[1], packed + _bodyPlan!.PackedLength);
        Add(
            body, _bodyPlan.Output, step.Inner[1].Steps[^1].Output, _shortcutPlan.Output, step.Output, Placement.Output,
            Placement.ReluAfter, null);
    }

    internal override void Backward(in LaneStep step, float* packed, float* parameterGradient)
    {
        RunBack(_bodyPlan!, step, step.Inner[0], packed, parameterGradient);
        if (_shortcutPlan is not null)
        {
            RunBack(
                _shortcutPlan, step, step.Inner[1], packed + _bodyPlan!.PackedLength, parameterGradient + _bodyPlan.ParameterCount);
        }

        if (step.InputGradient == null)
        {
            return;
        }

        float* mask = Placement.ReluBefore ? step.Input : null;
        float* body = step.Inner[0].Steps[0].InputGradient;
        if (_shortcutPlan is null)
        {
            Add(
                body, _bodyPlan!.InputGradient, step.OutputGradient, Placement.OutputGradient,
                step.InputGradient, Placement.InputGradient, false, mask);
        }
        else
        {
            Add(
                body, _bodyPlan!.InputGradient, step.Inner[1].Steps[0].InputGradient, _shortcutPlan.InputGradient,
                step.InputGradient, Placement.InputGradient, false, mask);
        }
    }

    private static LaneOperator[] Create(IReadOnlyList<Layer> layers, Shape shape)
    {
        List<LaneOperator> operators = [];
        foreach (Layer layer in layers)
        {
            operators.Add(layer.CreateLaneOperator(shape));
            shape = operators[^1].Output;
        }

        return [.. operators];
    }

    private void Run(LanePlan plan, in LaneStep step, LaneMemory memory, float* packed)
    {
        Placement.Input.CopyTo(step.Input, memory.Steps[0].Input, plan.Input);
        plan.Forward(memory, packed);
    }

    private void RunBack(LanePlan plan, in LaneStep step, LaneMemory memory, float* packed, float* parameterGradient)
    {
        Placement.OutputGradient.CopyTo(step.OutputGradient, memory.Steps[^1].OutputGradient, plan.OutputGradient);
        plan.Backward(memory, packed, parameterGradient);
    }

    // target = left + right, then relu, or zero where the mask, laid out as the block's input, is not above zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(
        float* left, in LaneLayout leftLayout, float* right, in LaneLayout rightLayout, float* target, in LaneLayout layout, bool relu,
        float* mask)
    {
        nint length = (nint)layout.Shape.Width * LaneNetwork.Lanes;
        for (int c = 0; c < layout.Shape.Channels; c++)
        {
            for (int y = 0; y < layout.Shape.Height; y++)
            {
                float* first = left + (c * leftLayout.ChannelStride) + (y * leftLayout.RowStride);
                float* second = right + (c * rightLayout.ChannelStride) + (y * rightLayout.RowStride);
                float* to = target + (c * layout.ChannelStride) + (y * layout.RowStride);
                float* by = mask == null ? null : mask + (c * Placement.Input.ChannelStride) + (y * Placement.Input.RowStride);
                for (nint i = 0; i < length; i += LaneNetwork.Lanes)
                {
                    Vector512<float> sum = Vector512.Load(first + i) + Vector512.Load(second + i);
                    sum = relu ? LaneRelu.Apply(sum) : sum;
                    (by == null ? sum : LaneRelu.Mask(Vector512.Load(by + i), sum)).Store(to + i);
                }
            }
        }
    }
}
