using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Operators in a row with the memory between them laid out: which values share a buffer, where zeros surround them, and which relu is
/// done by its neighbour. Value i is the input of operator i; the last one is the output of all. Immutable.
/// </summary>
internal sealed unsafe class LanePlan
{
    private readonly LaneOperator[] _operators;
    private readonly int[] _packedOffsets;
    private readonly int[] _parameterOffsets;
    private readonly int[] _byPackedLength;
    private readonly bool[] _skipsForward;
    private readonly bool[] _skipsBackward;
    private readonly int _firstTrainable;
    private readonly bool _wantsInputGradient;

    /// <summary>The buffer and the layout of every value, and of every value's gradient.</summary>
    private readonly (int Buffer, LaneLayout Layout)[] _values;
    private readonly (int Buffer, LaneLayout Layout)[] _gradients;

    /// <param name="operators">The operators.</param>
    /// <param name="firstNumber">The first one's <see cref="LanePlacement.Number"/>.</param>
    /// <param name="wantsInputGradient">True when the gradient of what goes in is wanted.</param>
    public LanePlan(IReadOnlyList<LaneOperator> operators, int firstNumber = 0, bool wantsInputGradient = false)
    {
        _operators = [.. operators];
        int count = _operators.Length;
        _wantsInputGradient = wantsInputGradient;
        _firstTrainable = Array.FindIndex(_operators, step => step.IsTrained) is int index and >= 0 ? index : count;
        _skipsForward = new bool[count];
        _skipsBackward = new bool[count];
        _values = PlaceValues();
        _gradients = PlaceGradients();
        _packedOffsets = new int[count];
        _parameterOffsets = new int[count];
        PlaceOperators(firstNumber);
        _byPackedLength = [.. Enumerable.Range(0, count).OrderByDescending(i => _operators[i].PackedLength)];
    }

    /// <summary>The layout of what goes in.</summary>
    public LaneLayout Input => _values[0].Layout;

    /// <summary>The layout of what comes out.</summary>
    public LaneLayout Output => _values[^1].Layout;

    /// <summary>The layout of the gradient of what goes in.</summary>
    public LaneLayout InputGradient => _gradients[0].Layout;

    /// <summary>The layout of the gradient of what comes out.</summary>
    public LaneLayout OutputGradient => _gradients[^1].Layout;

    /// <summary>The number of parameters.</summary>
    public int ParameterCount { get; private set; }

    /// <summary>The length of the parameters as the kernels read them.</summary>
    public int PackedLength { get; private set; }

    /// <summary>Reorders the parameters for the kernels.</summary>
    public void Pack(float* parameters, float* packed) => Pack(parameters, packed, part: 0, parts: 1);

    /// <summary>Reorders a part of the parameters for the kernels; the parts are whole operators of about the same length in all.</summary>
    public void Pack(float* parameters, float* packed, int part, int parts)
    {
        Span<long> lengths = stackalloc long[parts];
        foreach (int i in _byPackedLength)
        {
            // The longest first, each to the part that has the least.
            int least = 0;
            for (int other = 1; other < parts; other++)
            {
                least = lengths[other] < lengths[least] ? other : least;
            }

            lengths[least] += _operators[i].PackedLength;
            if (least == part)
            {
                _operators[i].Pack(parameters + _parameterOffsets[i], packed + _packedOffsets[i]);
            }
        }
    }

    /// <summary>Computes every value from the first.</summary>
    public void Forward(LaneMemory memory, float* packed)
    {
        for (int i = 0; i < _operators.Length; i++)
        {
            if (!_skipsForward[i])
            {
                _operators[i].Forward(memory.Steps[i], packed + _packedOffsets[i]);
            }
        }
    }

    /// <summary>Computes the parameters' gradient from that of the last value; memory for training only.</summary>
    public void Backward(LaneMemory memory, float* packed, float* parameterGradient)
    {
        for (int i = 0; i < _operators.Length; i++)
        {
            if (!_operators[i].IsTrained)
            {
                new Span<float>(parameterGradient + _parameterOffsets[i], _operators[i].ParameterCount).Clear();
            }
        }

        for (int i = _operators.Length - 1; i >= (_wantsInputGradient ? 0 : _firstTrainable); i--)
        {
            if (!_skipsBackward[i])
            {
                _operators[i].Backward(memory.Steps[i], packed + _packedOffsets[i], parameterGradient + _parameterOffsets[i]);
            }
        }
    }

    /// <summary>Takes one thread's memory.</summary>
    /// <param name="training">False leaves out what only gradients need.</param>
    /// <param name="pass">What the operators are told of each lane block.</param>
    public LaneMemory CreateMemory(bool training, LanePass pass)
    {
        AlignedBuffer[] values = CreateBuffers(_values);
        AlignedBuffer[] gradients = training ? CreateBuffers(_gradients) : [];
        AlignedBuffer scratch = new(_operators.Max(step => step.ScratchLength));
        AlignedBuffer kept = new(training ? _operators.Sum(KeptLengthOf) : 0);
        float* nextKept = kept.Pointer;
        LaneStep[] steps = new LaneStep[_operators.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = new LaneStep
            {
                Input = First(values, _values[i]),
                Output = First(values, _values[i + 1]),
                InputGradient = training && WantsGradient(i) ? First(gradients, _gradients[i]) : null,
                OutputGradient = training ? First(gradients, _gradients[i + 1]) : null,
                Scratch = scratch.Pointer,
                Kept = training ? nextKept : null,
                Pass = pass,
                Inner = _operators[i].CreateInnerMemory(training, pass),
            };
            nextKept += training ? KeptLengthOf(_operators[i]) : 0;
        }

        return new LaneMemory(steps, [.. values, .. gradients, scratch, kept]);
    }

    private static float* First(AlignedBuffer[] buffers, (int Buffer, LaneLayout Layout) value) =>
        buffers[value.Buffer].Pointer + value.Layout.Origin;

    private static AlignedBuffer[] CreateBuffers((int Buffer, LaneLayout Layout)[] values) =>
        [.. values.GroupBy(value => value.Buffer).OrderBy(buffer => buffer.Key)
            .Select(buffer => new AlignedBuffer(buffer.Max(value => value.Layout.Length)))];

    // Whole cache lines, so that every operator's share starts on one.
    private static int KeptLengthOf(LaneOperator step) => checked(step.KeptLength + LaneNetwork.Lanes - 1) & -LaneNetwork.Lanes;

    private bool WantsGradient(int value) => _wantsInputGradient || value > _firstTrainable;

    // Going forward, an elementwise operator writes over its input and a flattening only looks at it differently, where nobody minds:
    // the network's own input stays, and so does what a backward pass reads again.
    private (int Buffer, LaneLayout Layout)[] PlaceValues()
    {
        int count = _operators.Length;
        int[] buffers = new int[count + 1];
        bool isKept = true;
        for (int i = 0; i < count; i++)
        {
            LaneOperator current = _operators[i];
            bool shares = current is LaneFlatten ? BorderAfter(i + 1) == 0 : current.IsElementwise && !current.ReadsInput && !isKept;
            buffers[i + 1] = buffers[i] + (shares ? 0 : 1);
            isKept = current.ReadsOutput || (shares && isKept);
        }

        return
        [
            .. Enumerable.Range(0, count + 1).Select(i => (
                buffers[i],
                new LaneLayout(ShapeOf(i), BorderAfter(i), contiguous: Flattens(buffers, i))))
        ];
    }

    // Going backward, the gradient of an elementwise operator's output is not needed any more and becomes that of its input.
    private (int Buffer, LaneLayout Layout)[] PlaceGradients()
    {
        int count = _operators.Length;
        int[] buffers = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            bool shares = _operators[i] is LaneFlatten ? BorderBefore(i) == 0 : _operators[i].IsElementwise;
            buffers[i + 1] = buffers[i] + (shares ? 0 : 1);
        }

        return
        [
            .. Enumerable.Range(0, count + 1).Select(i => (
                buffers[i],
                new LaneLayout(ShapeOf(i), BorderBefore(i), contiguous: Flattens(buffers, i))))
        ];
    }

    private Shape ShapeOf(int value) => value == 0 ? _operators[0].Input : _operators[value - 1].Output;

    // The zeros that a value needs for those who read it in its place.
    private int BorderAfter(int value)
    {
        int reader = value;
        while (reader < _operators.Length && _operators[reader].IsElementwise)
        {
            reader++;
        }

        return reader < _operators.Length ? _operators[reader].InputBorder : 0;
    }

    // The zeros that a gradient needs for those who read it in its place.
    private int BorderBefore(int value)
    {
        int reader = value - 1;
        while (reader >= 0 && _operators[reader].IsElementwise)
        {
            reader--;
        }

        return reader >= 0 ? _operators[reader].OutputGradientBorder : 0;
    }

    // A buffer that a flattening looks at as a vector has no gaps.
    private bool Flattens(int[] buffers, int value) => Enumerable.Range(0, _operators.Length).Any(
        i => _operators[i] is LaneFlatten && buffers[i] == buffers[i + 1] && buffers[i] == buffers[value]);

    private void PlaceOperators(int number)
    {
        int count = _operators.Length;
        bool[] reluAfter = new bool[count];
        bool[] reluBefore = new bool[count];
        for (int i = 0; i < count; i++)
        {
            if (_operators[i] is LaneRelu)
            {
                _skipsForward[i] = i > 0 && _operators[i - 1].AppliesReluAfter && _values[i].Buffer == _values[i + 1].Buffer;
                _skipsBackward[i] = i + 1 < count && _operators[i + 1].AppliesReluBefore;
                if (_skipsForward[i])
                {
                    reluAfter[i - 1] = true;
                }

                if (_skipsBackward[i])
                {
                    reluBefore[i + 1] = true;
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            _operators[i].Place(new LanePlacement(
                _values[i].Layout, _values[i + 1].Layout, _gradients[i].Layout, _gradients[i + 1].Layout, number,
                WantsGradient(i), reluAfter[i], reluBefore[i]));
            _packedOffsets[i] = PackedLength;
            _parameterOffsets[i] = ParameterCount;
            // Whole cache lines, so that every operator's share starts on one.
            PackedLength = checked(PackedLength + _operators[i].PackedLength + LaneNetwork.Lanes - 1) & -LaneNetwork.Lanes;
            ParameterCount += _operators[i].ParameterCount;
            number += _operators[i].LayerCount;
        }
    }
}

/// <summary>One thread's buffers for a <see cref="LanePlan"/>.</summary>
internal sealed class LaneMemory(LaneStep[] steps, AlignedBuffer[] owners)
{
    /// <summary>The memory of each operator.</summary>
    public LaneStep[] Steps { get; } = steps;

    /// <summary>What the pointers point into: it lives as long as this object.</summary>
    public AlignedBuffer[] Owners { get; } = owners;
}
