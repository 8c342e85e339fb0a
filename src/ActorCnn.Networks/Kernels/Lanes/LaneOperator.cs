namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A layer's fast kernels in single precision for one lane block: sixteen samples of one logical shard, one to a vector lane.
/// Activations are ordered <c>[channel][row][column][16]</c>. An operator is placed once, by <see cref="LanePlan"/>, and holds no
/// numbers afterwards: any thread may run it on its own <see cref="LaneStep"/>.
/// </summary>
public abstract unsafe class LaneOperator
{
    private protected LaneOperator(Shape input, Shape output)
    {
        Input = input;
        Output = output;
    }

    internal Shape Input { get; }

    internal Shape Output { get; }

    /// <summary>Columns of zeros that it reads on both sides of its input.</summary>
    internal virtual int InputBorder => 0;

    /// <summary>Columns of zeros that it reads on both sides of its output's gradient.</summary>
    internal virtual int OutputGradientBorder => 0;

    /// <summary>True when each output depends on the input at its own place alone, so that it may be written over it.</summary>
    internal virtual bool IsElementwise => false;

    /// <summary>True when the backward pass reads the output, which nothing may then write over.</summary>
    internal virtual bool ReadsOutput => false;

    /// <summary>True when an elementwise operator's backward pass reads the input, which it then must not write over.</summary>
    internal virtual bool ReadsInput => false;

    /// <summary>True when it can apply <see cref="LanePlacement.ReluAfter"/> itself.</summary>
    internal virtual bool AppliesReluAfter => false;

    /// <summary>True when it can apply <see cref="LanePlacement.ReluBefore"/> itself.</summary>
    internal virtual bool AppliesReluBefore => false;

    /// <summary>The number of parameters.</summary>
    internal virtual int ParameterCount => 0;

    /// <summary>True when the parameters stay as they are: their gradient is not computed.</summary>
    internal bool IsFrozen { get; private protected init; }

    /// <summary>True when some of the parameters have a gradient.</summary>
    internal virtual bool IsTrained => ParameterCount > 0 && !IsFrozen;

    /// <summary>The length of the parameters as the kernels read them; known once placed.</summary>
    internal virtual int PackedLength => 0;

    /// <summary>Numbers that a thread needs while it runs this operator; known once placed.</summary>
    internal virtual int ScratchLength => 0;

    /// <summary>Numbers that a thread keeps for this operator from the forward to the backward pass.</summary>
    internal virtual int KeptLength => 0;

    /// <summary>This operator and those inside it.</summary>
    internal virtual int LayerCount => 1;

    /// <summary>Takes one thread's memory for the plans inside it.</summary>
    internal virtual LaneMemory[] CreateInnerMemory(bool training, LanePass pass) => [];

    /// <summary>Where it stands among the others.</summary>
    internal LanePlacement Placement { get; private set; }

    /// <summary>Tells the operator where it stands, before anything else.</summary>
    internal virtual void Place(in LanePlacement placement) => Placement = placement;

    /// <summary>Reorders the parameters for the kernels.</summary>
    internal virtual void Pack(float* parameters, float* packed)
    {
    }

    /// <summary>Computes the output.</summary>
    internal abstract void Forward(in LaneStep step, float* packed);

    /// <summary>Computes the gradients of the input, if it is wanted, and of the parameters, unless they are frozen, both
    /// overwritten.</summary>
    internal abstract void Backward(in LaneStep step, float* packed, float* parameterGradient);
}

/// <summary>Where an operator stands: the layouts around it, and the relu beside it that it does in the same go.</summary>
/// <param name="Input">The layout of the input.</param>
/// <param name="Output">The layout of the output.</param>
/// <param name="InputGradient">The layout of the input's gradient.</param>
/// <param name="OutputGradient">The layout of the output's gradient.</param>
/// <param name="Number">How many operators come before it, those inside others included.</param>
/// <param name="WantsInputGradient">False when nothing before it is trained.</param>
/// <param name="ReluAfter">Its output is <c>max(value, 0)</c>.</param>
/// <param name="ReluBefore">Its input is a relu's output: the input's gradient is zero wherever the input is not above zero.</param>
internal readonly record struct LanePlacement(
    LaneLayout Input,
    LaneLayout Output,
    LaneLayout InputGradient,
    LaneLayout OutputGradient,
    int Number,
    bool WantsInputGradient,
    bool ReluAfter,
    bool ReluBefore);

/// <summary>One thread's memory for an operator; each pointer is the place of the first value.</summary>
internal readonly unsafe struct LaneStep
{
    public float* Input { get; init; }

    public float* Output { get; init; }

    /// <summary>Null when it is not wanted.</summary>
    public float* InputGradient { get; init; }

    /// <summary>Null in a workspace that is not for training.</summary>
    public float* OutputGradient { get; init; }

    public float* Scratch { get; init; }

    /// <summary>Null in a workspace that is not for training.</summary>
    public float* Kept { get; init; }

    public LanePass Pass { get; init; }

    public LaneMemory[] Inner { get; init; }
}
