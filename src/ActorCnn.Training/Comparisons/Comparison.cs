using System.Globalization;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Comparisons;

/// <summary>
/// A checked comparison: every variant's configuration, data and network can be used, so that no trial is trained before a mistake in
/// another variant is found. Trial i of a variant is the run that <c>train</c> makes of its settings with the seed <c>base + i</c>: the
/// variants are compared on the same seeds.
/// </summary>
public sealed class Comparison
{
    private const int MostVariants = 1_000;
    private const string Seed = "seed";

    private Comparison()
    {
    }

    /// <summary>The directory that all will be written to.</summary>
    public required string Path { get; init; }

    /// <summary>The variants, at least one.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>Trials of each variant.</summary>
    public required int Trials { get; init; }

    /// <summary>Epochs to show beside the end.</summary>
    public required IReadOnlyList<int> At { get; init; }

    /// <summary>The first trials' seed.</summary>
    public required ulong FirstSeed { get; init; }

    private ComparisonRequest Request { get; init; } = null!;

    private string Base { get; init; } = null!;

    /// <summary>Checks all that was given. Writes nothing.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="time">The clock that a new directory's name shows.</param>
    /// <exception cref="InvalidInputException">Something cannot be used; a line for every mistake of every variant.</exception>
    public static Comparison Prepare(ComparisonRequest request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        RequireNewDirectory(request.Output);
        ComparisonFile file = ComparisonFile.Load(request.Configuration);
        IReadOnlyList<Variant> variants = FindVariants(file, request.Variations);
        IReadOnlyList<int> at = request.At.Count > 0 ? request.At : file.At;
        int trials = request.Trials ?? file.Trials;
        RunConfiguration configuration = Check(variants, at, RequestOf, time);
        if (ulong.MaxValue - configuration.Seed < (ulong)trials)
        {
            throw new InvalidInputException(
                Seed, "too large for the trials' seeds, which follow it", $"at most {ulong.MaxValue - (ulong)trials}", $"{configuration.Seed}",
                "choose a smaller one");
        }

        return new Comparison
        {
            Path = request.Output ?? RunDirectory.DefaultPath($"{configuration.Name}-compare", time.GetLocalNow()),
            Variants = variants,
            Trials = trials,
            At = at,
            FirstSeed = configuration.Seed,
            Request = request,
            Base = file.Base,
        };

        RunRequest RequestOf(Variant variant) => RequestFor(file.Base, request, variant);
    }

    /// <summary>The run that is a trial.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="number">The trial's number, from one.</param>
    /// <param name="directory">Where it is to be written.</param>
    public RunRequest Trial(Variant variant, int number, string directory)
    {
        RunRequest request = RequestFor(Base, Request, variant);
        string seed = SeedOf(number).ToString(CultureInfo.InvariantCulture);
        return request with { Overrides = [.. request.Overrides, $"{Seed}={seed}"], Output = directory };
    }

    /// <summary>A trial's seed.</summary>
    public ulong SeedOf(int number) => FirstSeed + (ulong)number - 1;

    private static RunRequest RequestFor(string file, ComparisonRequest request, Variant variant) => new()
    {
        Configuration = file,
        Overrides = [.. request.Overrides, .. variant.Settings],
        Workers = request.Workers,
    };

    private static IReadOnlyList<Variant> FindVariants(ComparisonFile file, IReadOnlyList<string> variations)
    {
        IReadOnlyList<Variant> variants = variations.Select(Variant.ParseValues).Aggregate(file.Variants, Variant.Product);
        if (variants.Count > MostVariants)
        {
            throw new InvalidInputException("--vary", "too many variants", $"at most {MostVariants}", $"{variants.Count}", "vary less");
        }

        if (variants.GroupBy(variant => variant.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(twice.Key, "variant given twice", "each variant once", "two", "leave one out");
        }

        if (variants.FirstOrDefault(variant => variant.Settings.Any(setting => setting.Split('=')[0].Trim() == Seed)) is { } seeded)
        {
            throw new InvalidInputException(
                seeded.Name, "a variant has no seed of its own", "the trials' seeds, which follow --seed", "a seed", "use --seed and --trials");
        }

        return variants.Count > 0 ? variants : [new Variant(System.IO.Path.GetFileNameWithoutExtension(file.Base), [])];
    }

    // A mistake of the file that all share is told once.
    private static RunConfiguration Check(
        IReadOnlyList<Variant> variants, IReadOnlyList<int> at, Func<Variant, RunRequest> requestOf, TimeProvider time)
    {
        List<(Variant Variant, string Line)> mistakes = [];
        RunConfiguration? first = null;
        foreach (Variant variant in variants)
        {
            try
            {
                using TrainingRun run = RunPreparation.Prepare(requestOf(variant), time);
                first ??= run.Configuration;
                RequireEvaluated(run.Configuration.Training, at);
            }
            catch (InvalidInputException exception)
            {
                mistakes.AddRange(exception.Lines.Select(line => (variant, line)));
            }
        }

        return mistakes.Count == 0 ? first! : throw new InvalidInputException([.. mistakes.GroupBy(mistake => mistake.Line).Select(group =>
            group.Count() == variants.Count ? group.Key : $"variant {group.First().Variant.Name}: {group.Key}")]);
    }

    private static void RequireEvaluated(TrainingSettings training, IReadOnlyList<int> at)
    {
        foreach (int epoch in at.Where(epoch =>
            epoch > training.Epochs || (epoch != training.Epochs && epoch % training.EvaluateEvery != 0)))
        {
            throw new InvalidInputException(
                "--at", "an epoch that is not evaluated", $"a multiple of {training.EvaluateEvery} up to {training.Epochs}", $"{epoch}",
                "choose another, or set training.evaluate-every");
        }
    }

    private static void RequireNewDirectory(string? path)
    {
        if (path is not null && (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())))
        {
            throw new InvalidInputException(path, "there is something already", "a new or an empty directory", "another", "choose another");
        }
    }
}
