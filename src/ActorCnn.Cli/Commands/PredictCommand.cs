using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Data;
using ActorCnn.Data.Images;
using ActorCnn.Hosting;
using ActorCnn.Networks;

namespace ActorCnn.Cli.Commands;

/// <summary>
/// <c>predict</c>: the probabilities that a run's model gives the classes for images. Pixels are scaled to 0..1 and normalized as in
/// training. An image must have the size that the model was trained on; as in training, a grey image repeats itself in the three channels
/// of a colour model, and nothing else is converted.
/// </summary>
internal static class PredictCommand
{
    private static readonly Argument<string> Run = Inputs.Run();

    private static readonly Argument<string[]> Images = new("IMAGE")
    {
        Description = "PGM, PPM, PNG or JPEG files of the size that the model was trained on.",
        Arity = ArgumentArity.OneOrMore,
        Validators = { Inputs.RefuseOptions },
    };

    private static readonly Option<bool> Json = new("--json") { Description = "A line of JSON for each image." };

    private static readonly Option<string> Weights = Inputs.Weights();

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("predict", "Show the class probabilities of images, the likeliest first.") { Run, Images, Json, Weights };
        command.SetAction(parsed => Predict(
            parsed.GetRequiredValue(Run), parsed.GetRequiredValue(Images), parsed.GetValue(Json), parsed.GetValue(Weights) == Inputs.BestWeights, terminal));
        return command;
    }

    private static int Predict(string path, string[] images, bool asJson, bool best, Terminal terminal)
    {
        ModelFile model = ModelFile.Load(path, best);
        List<byte[]> pixels = ReadAll(images, model.Metadata.Input);
        IReadOnlyList<float[]> probabilities = model.Network.Predict(pixels, PixelValues.ZeroToOne());
        for (int image = 0; image < images.Length; image++)
        {
            ImageClasses found = new(images[image], [.. model.Metadata.Classes
                .Zip(probabilities[image], (name, probability) => new ClassProbability(name, probability))
                .OrderByDescending(candidate => candidate.Probability)]);
            if (asJson)
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(found, PredictionJson.Default.ImageClasses));
            }
            else
            {
                Write(found, terminal);
            }
        }

        return ExitCode.Done;
    }

    // Every image is read before there is any output, and all that cannot be used are told.
    private static List<byte[]> ReadAll(string[] images, Shape shape)
    {
        List<byte[]> pixels = [];
        List<string> mistakes = [];
        foreach (string image in images)
        {
            try
            {
                pixels.Add(ImageFile.Read(image, shape));
            }
            catch (InvalidInputException exception)
            {
                mistakes.AddRange(exception.Lines);
            }
        }

        return mistakes.Count == 0 ? pixels : throw new InvalidInputException(mistakes);
    }

    private static void Write(ImageClasses found, Terminal terminal)
    {
        terminal.Out.WriteLine(found.Image);
        foreach (ClassProbability candidate in found.Classes)
        {
            terminal.Line($"  {candidate.Probability:0.0000}  {candidate.Class}");
        }
    }
}

/// <summary>What an image shows, the likeliest first.</summary>
internal sealed record ImageClasses(string Image, IReadOnlyList<ClassProbability> Classes);

/// <summary>A class with its probability.</summary>
internal sealed record ClassProbability(string Class, float Probability);

/// <summary>How predictions are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImageClasses))]
internal sealed partial class PredictionJson : JsonSerializerContext;
