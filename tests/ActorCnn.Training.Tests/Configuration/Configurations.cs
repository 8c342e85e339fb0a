using ActorCnn.Data.Augmentation;
using ActorCnn.Data.Sources;
using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Sharding;
using CsCheck;

namespace ActorCnn.Training.Tests.Configuration;

/// <summary>Generated configurations that a file could describe, over the whole range of every setting.</summary>
internal static class Configurations
{
    private static readonly Gen<int> Size = Gen.OneOf(Gen.Int[1, 9], Gen.Int[1, 1 << 24]);
    private static readonly Gen<Initializer?> Init = Gen.OneOf<Initializer?>([null, .. Initializer.ByName.Values]);

    // Any text that a file can hold: UTF-8 has no lone surrogates.
    private static readonly Gen<string> Folder =
        Gen.OneOf(Gen.String[1, 20], Gen.String[Gen.Char["[]{}:,-?*&!|>'\"%@`# \n\t~null\\é\u0085\u2028\ufeff"], 1, 12])
            .Select(text => string.Concat(text.Select(character => char.IsSurrogate(character) ? '_' : character)));

    private static readonly Gen<Layer> SimpleLayer = Gen.OneOf<Layer>(
        Gen.Select(Size, Size, Size, Init, (channels, kernel, stride, init) =>
            (Layer)new ConvolutionLayer(channels, new Window(kernel, kernel, stride, 1, 0, kernel - 1, kernel, stride), init, stride)),
        Gen.Select(Size, Size, Init, Gen.Bool, (channels, kernel, init, frozen) =>
            (Layer)new ConvolutionLayer(channels, kernel, initializer: init) { Frozen = frozen }),
        Gen.Select(Size, Size, Size, Size, (height, width, strideHeight, strideWidth) =>
            (Layer)new MaxPoolingLayer(height, width, strideHeight, strideWidth)),
        Gen.Select(Size, Size, Size, Size, (height, width, strideHeight, strideWidth) =>
            (Layer)new AveragePoolingLayer(height, width, strideHeight, strideWidth)),
        Gen.Single[0, DropoutLayer.MaximumRate].Select(rate => (Layer)new DropoutLayer(rate)),
        Gen.Select(Gen.Single[0, 1], Gen.Single[BatchNormLayer.LeastEpsilon, 1], Gen.Bool, (momentum, epsilon, frozen) =>
            (Layer)new BatchNormLayer(momentum, epsilon) { Frozen = frozen }),
        Gen.Single[0, 1].Select(slope => (Layer)new LeakyReluLayer(slope)),
        Gen.Single[0, EluLayer.MaximumAlpha].Select(alpha => (Layer)new EluLayer(alpha)),
        Gen.Select(Size, Init, Gen.Bool, (units, init, frozen) => (Layer)new DenseLayer(units, init) { Frozen = frozen }),
        Gen.OneOf<Layer>(new ReluLayer(), new TanhLayer(), new SigmoidLayer(), new GeluLayer(), new GlobalAveragePoolingLayer(), new FlattenLayer()));

    private static readonly Gen<Layer> AnyLayer = Gen.OneOf(
        SimpleLayer,
        Gen.Select(SimpleLayer.Array[1, 3], SimpleLayer.Array[0, 2], Gen.Bool, (body, shortcut, frozen) =>
            (Layer)new ResidualLayer([.. body, new ResidualLayer(shortcut.Length == 0 ? body : shortcut)], shortcut) { Frozen = frozen }));

    private static readonly Gen<DataSource> AnyFolder = Gen.OneOf<DataSource>(
        Folder.Select(folder => (DataSource)new IdxSource(folder)),
        Folder.Select(folder => (DataSource)new Cifar10Source(folder)),
        Folder.Select(folder => (DataSource)new FolderSource(folder)));

    private static readonly Gen<BandsSource> AnyBands = Gen.Select(
        Gen.Int[3, 40], Gen.Int[1, 40], Gen.Int[1, 3], Gen.Int[1, 1000], Gen.Int[1, 1000], Gen.Double.Unit, Gen.Double.Unit,
        (height, width, classes, train, test, trainProbability, testProbability) => new BandsSource
        {
            Height = height,
            Width = width,
            Classes = classes,
            TrainSamples = train,
            TestSamples = test,
            TrainProbability = trainProbability,
            TestProbability = testProbability,
        });

    private static readonly Gen<CheckpointSettings> AnyCheckpoints = Gen.Select(
        Gen.Double[0, 1e9], Gen.Int[0, int.MaxValue], Size,
        (seconds, steps, keep) => new CheckpointSettings { EverySeconds = seconds, EverySteps = steps, Keep = keep });

    private static readonly Gen<Optimizer> AnyKindOfOptimizer = Gen.OneOf<Optimizer>(
        Gen.Select(Gen.Single[0.1f, 0.999f], Gen.Bool, (momentum, nesterov) =>
            (Optimizer)new SgdOptimizer(0) { Momentum = momentum, Nesterov = nesterov }),
        Gen.Const((Optimizer)new SgdOptimizer(0)),
        Gen.Select(Gen.Double[0, 0.999], Gen.Double[0, 0.999999], Gen.Single[1e-20f, 1], (beta1, beta2, epsilon) =>
            (Optimizer)new AdamOptimizer(0) { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon }),
        Gen.Select(Gen.Double[0, 0.999], Gen.Double[0, 0.999999], Gen.Single[1e-20f, 1], (beta1, beta2, epsilon) =>
            (Optimizer)new AdamWOptimizer(0) { Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon }),
        Gen.Select(Gen.Double[0, 0.999], Gen.Single[1e-20f, 1], (smoothing, epsilon) =>
            (Optimizer)new RmsPropOptimizer(0) { Smoothing = smoothing, Epsilon = epsilon }));

    private static readonly Gen<PatienceRule> AnyPatience = Gen.Select(
        Gen.Enum<MonitoredMetric>(), Gen.Int[1, int.MaxValue], Gen.Double[0, 1e9],
        (monitor, patience, delta) => new PatienceRule { Monitor = monitor, Patience = patience, MinDelta = delta });

    private static readonly Gen<LearningRateSchedule> AnySchedule = Gen.Select(
        Gen.OneOf<LearningRateSchedule>(
            Gen.Const((LearningRateSchedule)new ConstantSchedule()),
            Gen.Select(Size, Gen.Double.Unit, (every, drop) => (LearningRateSchedule)new StepSchedule(every) { Drop = drop }),
            Gen.Double.Unit.Select(factor => (LearningRateSchedule)new CosineSchedule { FinalFactor = factor }),
            Gen.Select(Gen.Double.Unit, AnyPatience, (drop, rule) => (LearningRateSchedule)new PlateauSchedule { Drop = drop, Rule = rule }),
            Gen.Select(Gen.Double[0.01, 0.99], Gen.Double.Unit, Gen.Double.Unit, (rise, start, final) =>
                (LearningRateSchedule)new OneCycleSchedule { Rise = rise, StartFactor = start, FinalFactor = final })),
        Gen.OneOf(
            Gen.Const((0, 0.0)),
            Gen.Int[0, int.MaxValue].Select(steps => (steps, 0.0)),
            Gen.Double[0, 1e6].Select(epochs => (0, epochs))),
        (schedule, warmUp) => schedule is OneCycleSchedule ? schedule : schedule with { WarmUpSteps = warmUp.Item1, WarmUpEpochs = warmUp.Item2 });

    private static readonly Gen<GradientClipping> AnyClipping =
        Gen.Select(Gen.Single[0, 1e6f], Gen.Single[0, 1e6f], (value, norm) => new GradientClipping(value, norm));

    private static readonly Gen<Optimizer> AnyOptimizer = Gen.Select(
        AnyKindOfOptimizer,
        AnySchedule,
        AnyClipping,
        Gen.OneOf(Gen.Single[0, 1], Gen.Single[0, 1e6f], Gen.Const(float.Epsilon)),
        Gen.OneOf(Gen.Const(0f), Gen.Single[0, 100]),
        (optimizer, schedule, clipping, rate, decay) =>
            optimizer with { Schedule = schedule, Clipping = clipping, Rate = rate, WeightDecay = decay });

    private static readonly Gen<(PatienceRule? Stopping, MonitoredMetric? Best)> AnyEnd = Gen.Select(
        Gen.OneOf(Gen.Const((PatienceRule?)null), AnyPatience.Select(rule => (PatienceRule?)rule)),
        Gen.OneOf(Gen.Const((MonitoredMetric?)null), Gen.Enum<MonitoredMetric>().Select(metric => (MonitoredMetric?)metric)));

    private static readonly Gen<(int? Staleness, GradientCompression Compression)> AnyMode = Gen.OneOf(
        Gen.Int[0, 1_000_000].Select(staleness => ((int?)staleness, GradientCompression.None)),
        Gen.OneOf(
            Gen.Const(GradientCompression.None),
            Gen.Const(GradientCompression.Float16),
            Gen.Double[1e-6, 1].Select(GradientCompression.TopK)).Select(compression => ((int?)null, compression)));

    private static readonly Gen<TrainingSettings> AnyTraining = Gen.Select(
        Size, Size, Gen.Int[1, int.MaxValue], Gen.Bool, Gen.Int[1, int.MaxValue], AnyOptimizer, AnyCheckpoints, AnyEnd, AnyMode,
        (batch, shard, epochs, shuffle, evaluate, optimizer, checkpoints, end, mode) => new TrainingSettings
        {
            BatchSize = batch,
            ShardSize = shard,
            Epochs = epochs,
            Shuffle = shuffle,
            EvaluateEvery = evaluate,
            Optimizer = optimizer,
            Checkpoints = checkpoints,
            Staleness = optimizer.Schedule is PlateauSchedule ? null : mode.Staleness,
            Compression = mode.Compression,
            EarlyStopping = end.Stopping,
            KeepBest = end.Best,
        });

    private static readonly Gen<SampleAugmentation> AnyAugmentation = Gen.OneOf<SampleAugmentation>(
        Gen.Select(Gen.Bool, Gen.Double.Unit, (vertical, probability) => (SampleAugmentation)new FlipAugmentation(vertical, probability)),
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (rows, columns) => (SampleAugmentation)new CropAugmentation(rows, columns)),
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (rows, columns) => (SampleAugmentation)new ShiftAugmentation(rows, columns)),
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], (rows, columns) => (SampleAugmentation)new CutoutAugmentation(rows, columns)),
        Gen.Double[0, 180].Select(degrees => (SampleAugmentation)new RotateAugmentation(degrees)));

    // Generated images have their shapes checked at once, so their network fits; others may have any layers.
    private static readonly Gen<(DataSource Data, Layer[] Network)> AnyTask = Gen.OneOf(
        Gen.Select(AnyFolder, AnyLayer.Array[1, 8]),
        AnyBands.Select(bands => ((DataSource)bands, new Layer[] { new FlattenLayer(), new DenseLayer(bands.Classes) })));

    /// <summary>Any configuration.</summary>
    public static Gen<RunConfiguration> Any { get; } = Gen.Select(
        Gen.String[Gen.Char["abcXYZ0189"], 1, 20], Gen.ULong, AnyTask, Gen.OneOf(Gen.Const(0f), Gen.Single[0, 0.999f]), AnyTraining,
        Gen.Bool, AnyAugmentation.Array[0, 4],
        (name, seed, task, smoothing, training, normalize, augmentations) => new RunConfiguration
        {
            Name = name,
            Seed = seed,
            Data = task.Data,
            Normalize = normalize,
            Augmentations = augmentations,
            Network = task.Network,
            Loss = new CrossEntropyLoss(smoothing),
            Training = task.Network.SelectMany(layer => layer.WithInner).Any(layer => layer is BatchNormLayer)
                ? training with { ShardSize = Math.Min(training.ShardSize, 16) } : training,
        });
}
