using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Formats.Onnx;
using ActorCnn.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>export</c>: a run's model as an ONNX file, which says of images what <c>predict</c> says.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Run = Inputs.Run();

    private static readonly Option<string> Onnx = new("--onnx")
    {
        Description = "The ONNX file to write.",
        HelpName = "FILE",
        Required = true,
        Validators = { Inputs.RefuseOptions },
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Write over a file that exists." };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("export", "Write a run's model as an ONNX file for other programs.") { Run, Onnx, Force };
        command.SetAction(parsed => Export(
            parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Onnx), parsed.GetValue(Force), terminal));
        return command;
    }

    private static int Export(string path, string target, bool force, Terminal terminal)
    {
        ModelFile model = ModelFile.Load(path);
        RequireWritable(target, force);
        Write(model, target);
        terminal.Line($"onnx: {target}, {new FileInfo(target).Length} bytes, operator set {OnnxModel.OperatorSet}");
        terminal.Line($"input: {OnnxModel.InputName}, float32 (batch, {Sizes(model.Metadata.Input)}), pixels scaled to 0..1");
        terminal.Line($"output: {OnnxModel.ProbabilitiesName} and {OnnxModel.LogitsName}, float32 (batch, {model.Metadata.Classes.Count})");
        terminal.Line($"weights_sha256 {model.Metadata.WeightsSha256}");
        return ExitCode.Done;
    }

    private static string Sizes(Shape shape) => $"{shape.Channels}, {shape.Height}, {shape.Width}";

    private static void RequireWritable(string target, bool force)
    {
        if (target.Length == 0 || Directory.Exists(target))
        {
            throw new InvalidInputException("--onnx", "not a file's name", "the name of a file", $"'{target}'", "give one as model.onnx");
        }

        if (File.Exists(target) && !force)
        {
            throw new InvalidInputException(target, "the file exists", "a new name", "an existing file", "choose another, or add --force");
        }
    }

    private static void Write(ModelFile model, string target)
    {
        try
        {
            using AtomicFile file = new(target);
            OnnxModel.Write(
                file.Stream, model.Network.Network, model.Weights.Span, model.Metadata.ToDictionary(), Normalization(model.Metadata));
            file.Commit();
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(InvalidInputException.Describe(
                target, "the file cannot be written", "a folder of your own that exists", exception.Message, "choose another place"), exception);
        }
    }

    private static ChannelNormalization? Normalization(ModelMetadata metadata) => metadata.Normalization is not { } learned
        ? null
        : new ChannelNormalization(
            [.. learned.Means.Select(mean => (float)mean)], [.. learned.Deviations.Select(deviation => (float)deviation)]);
}
