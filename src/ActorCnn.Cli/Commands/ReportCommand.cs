using System.CommandLine;
using System.Text;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Data;
using ActorCnn.Hosting;
using ActorCnn.Networks;
using ActorCnn.Reports.Html;
using ActorCnn.Reports.Runs;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>report</c>: a page about a run that can be sent to somebody.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Run = Inputs.Run();
    private static readonly Option<string?> Out = OutputFile.Option("--out", ".html", "The file to write; default: report.html in the run's directory.");
    private static readonly Option<int> Workers = Inputs.Workers("Threads that evaluate; default: one a core.");

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("report", "Write a page about a run, one file with all in it.") { Run, Out, Workers };
        command.SetAction(parsed => Report(parsed.GetRequiredValue(Run), parsed.GetValue(Out), parsed.GetValue(Workers), terminal));
        return command;
    }

    private static int Report(string path, string? file, int threads, Terminal terminal)
    {
        file ??= Path.Combine(path, "report.html");
        using RunDirectory run = RunDirectory.Open(path);
        ConfigurationFile configuration = ConfigurationFile.Load(run.Config, []);
        RunReport report = new()
        {
            Overview = RunOverview.Read(Path.GetFullPath(path)) with { Path = path },
            Configuration = configuration.Configuration.ToYaml(),
            Metrics = run.ReadMetrics(),
            Summary = run.ReadSummary(),
        };
        (DataSplit? data, string whyNoData) = LoadData(configuration.Configuration);
        ModelFile? model = File.Exists(run.Model) ? ModelFile.Read(run, configuration) : null;
        if (model is null)
        {
            report = report with
            {
                Network = data is null ? null : configuration.CreateNetwork(data.Train.Shape, data.Train.ClassNames.Count),
                WhyNoConfusion = "The run has no model yet.",
            };
        }
        else
        {
            report = report with
            {
                Network = model.Network.Network,
                Filters = FilterImage.Draw(model.Network.Network, model.Weights.Span),
                Classes = model.Metadata.Classes,
                Confusion = data?.Sha256 == model.Metadata.DataSha256 ? model.Network.Evaluate(data.Test, threads).Confusion : null,
                WhyNoConfusion = data is null ? $"The test data are not at hand: {whyNoData}" : "The data are no longer those that the model was trained on.",
            };
        }

        OutputFile.Write(file, Encoding.UTF8.GetBytes(RunReportPage.Write(report)));
        terminal.Line($"report: {file}");
        return ExitCode.Done;
    }

    private static (DataSplit? Data, string Why) LoadData(RunConfiguration configuration)
    {
        try
        {
            return (configuration.Data.Load(configuration.Seed), "");
        }
        catch (InvalidInputException exception)
        {
            return (null, exception.Message);
        }
    }
}
