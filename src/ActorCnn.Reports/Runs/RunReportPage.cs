using System.Globalization;
using ActorCnn.Networks;
using ActorCnn.Reports.Html;
using ActorCnn.Training.Runs;
using static System.FormattableString;

namespace ActorCnn.Reports.Runs;

/// <summary>
/// A report of a run as one page of HTML that asks nobody for anything: no script, and style and images inside. It fits a narrow screen,
/// follows the reader's choice of light or dark, and is well-formed XML.
/// </summary>
public static class RunReportPage
{
    private const int MostRows = 50;
    private const int MostClasses = 20;
    private const int PixelsPerWeight = 12;

    // Nothing from outside, even if something slipped in.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <summary>Writes the page.</summary>
    public static string Write(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(report.Overview.Path));
        using HtmlPage page = new();
        page.Open("html", ("lang", "en")).Open("head").Void("meta", ("charset", "utf-8"))
            .Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy))
            .Element("title", $"{name} - ActorCnn run").Element("style", ReportStyle.Css).Close();
        page.Open("body").Open("main").Element("h1", name);
        WriteSummary(page, report);
        WriteCurves(page, report.Metrics);
        WriteNetwork(page, report);
        WriteConfusion(page, report);
        WriteCheck(page, report);
        page.Section("Configuration").Open("pre", ("tabindex", "0"), ("aria-label", "configuration")).Element("code", report.Configuration)
            .Close().Close();
        return page.Finish();
    }

    private static void WriteSummary(HtmlPage page, RunReport report)
    {
        RunOverview run = report.Overview;
        List<IReadOnlyList<string>> rows =
        [
            ["started", run.Started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)],
            ["state", run.State.ToString().ToLowerInvariant()],
            .. run.Problem.Length > 0 ? (IReadOnlyList<string>[])[["problem", run.Problem]] : [],
            ["epochs", Invariant($"{run.Epochs} of {run.EpochsWanted}")],
            ["time", Invariant($"{run.Seconds:0.00} s")],
        ];
        if (run.Evaluated is { } newest)
        {
            rows.Add(["test accuracy", Invariant($"{newest.TestAccuracy:0.0000}")]);
            rows.Add(["test probability of the right class", Invariant($"{newest.TestProbability:0.0000}")]);
            rows.Add(["test loss", Invariant($"{newest.TestLoss:G4}")]);
        }

        if (report.Summary is { } summary)
        {
            rows.Add(["steps", Invariant($"{summary.Steps}")]);
            rows.Add(["samples per second", Invariant($"{summary.SamplesPerSecond:0}")]);
            rows.Add(["nodes and workers", Invariant($"{summary.Nodes} and {summary.Workers}")]);
            rows.Add(["shards granted again", Invariant($"{summary.ShardsReissued}")]);
            rows.Add(["nodes lost", Invariant($"{summary.NodesLost}")]);
            rows.Add(["same bits on any cluster", summary.Deterministic ? "yes" : "no"]);
        }

        page.Section("Summary").Table("what the run came to", ["figure", "value"], rows).Close();
    }

    private static void WriteCurves(HtmlPage page, IReadOnlyList<EpochMetrics> metrics)
    {
        page.Section("Curves").Open("div", ("class", "charts"));
        ChartSvg.Write(page, "loss", "Loss", [Line("train_loss", epoch => epoch.TrainLoss), Line("test_loss", epoch => epoch.TestLoss)]);
        ChartSvg.Write(
            page, "accuracy", "Accuracy",
            [Line("test_accuracy", epoch => epoch.TestAccuracy), Line("test_probability", epoch => epoch.TestProbability)]);
        page.Close().Open("details").Element("summary", "The curves as a table");
        EpochMetrics[] evaluated = [.. metrics.Where(epoch => epoch.TestLoss is not null)];
        int rows = Math.Min(MostRows, evaluated.Length);
        page.Table(
            "evaluated epochs, evenly spread",
            ["epoch", "train loss", "test loss", "test accuracy", "test probability", "seconds"],
            Enumerable.Range(1, rows).Select(row => evaluated[(int)((long)row * evaluated.Length / rows) - 1]).Select(Row)).Close().Close();

        ChartLine Line(string name, Func<EpochMetrics, double?> value) => new(
            name,
            [.. metrics.Where(epoch => value(epoch) is { } y && double.IsFinite(y)).Select(epoch => ((double)epoch.Epoch, value(epoch)!.Value))]);

        static IReadOnlyList<string> Row(EpochMetrics epoch) =>
        [
            Invariant($"{epoch.Epoch}"), Invariant($"{epoch.TrainLoss:G4}"), Invariant($"{epoch.TestLoss:G4}"),
            Invariant($"{epoch.TestAccuracy:0.0000}"), Invariant($"{epoch.TestProbability:0.0000}"), Invariant($"{epoch.ElapsedSeconds:0.00}"),
        ];
    }

    private static void WriteNetwork(HtmlPage page, RunReport report)
    {
        page.Section("Network");
        if (report.Network is not { } network)
        {
            page.Element("p", "The shapes are not known: neither the model nor the data are at hand.").Close();
            return;
        }

        page.Table(
            Invariant($"layers, {network.ParameterCount} parameters, samples of {network.Input}"),
            ["layer", "type", "settings", "output", "parameters"],
            network.Layers.SelectMany(layer => layer.WithInner).Select(Row));
        if (report.Filters.Count > 0)
        {
            page.Element("h3", "Filters of the first layer")
                .Element("p", "A pixel is a weight: grey is zero, white is the largest above it, black the largest below.")
                .Open("ul", ("class", "filters"));
            foreach (FilterImage filter in report.Filters)
            {
                page.Open("li").Void(
                    "img", ("src", filter.Source), ("alt", filter.Description), ("width", Invariant($"{filter.Width * PixelsPerWeight}")),
                    ("height", Invariant($"{filter.Height * PixelsPerWeight}"))).Close();
            }

            page.Close();
        }

        page.Close();

        // A block's parameters are shown with the layers inside it.
        static IReadOnlyList<string> Row(NetworkLayer layer) =>
        [
            layer.Name, layer.Layer.Frozen ? $"{layer.Layer.Type}, frozen" : layer.Layer.Type, layer.Layer.Settings, $"{layer.Output}",
            layer.ParameterCount == 0 || layer.Branches.Count > 0 ? "" : Invariant($"{layer.ParameterCount}"),
        ];
    }

    private static void WriteConfusion(HtmlPage page, RunReport report)
    {
        page.Section("Confusions");
        IReadOnlyList<string> classes = report.Classes;
        if (report.Confusion is not { } confusion)
        {
            page.Element("p", report.WhyNoConfusion);
        }
        else if (classes.Count > MostClasses)
        {
            page.Table(
                Invariant($"the most frequent mistakes among {classes.Count} classes"), ["true class", "taken for", "test samples"],
                confusion.Mistakes.Take(MostRows).Select(mistake =>
                    (IReadOnlyList<string>)[classes[mistake.Actual], classes[mistake.Predicted], Invariant($"{mistake.Samples}")]));
        }
        else
        {
            page.Table(
                "test samples: a row for each true class, a column for each that it was taken for", ["true class", .. classes],
                classes.Select((name, actual) =>
                    (IReadOnlyList<string>)[name, .. classes.Select((_, predicted) => Invariant($"{confusion[actual, predicted]}"))]));
        }

        page.Close();
    }

    private static void WriteCheck(HtmlPage page, RunReport report)
    {
        page.Section("Check the weights");
        if (report.Summary is { } summary)
        {
            page.Open("dl").Element("dt", "weights_sha256").Element("dd", summary.WeightsSha256).Element("dt", "config_sha256")
                .Element("dd", summary.ConfigSha256).Element("dt", "data_sha256").Element("dd", summary.DataSha256).Close();
            page.Element("p", "weights_sha256 is SHA-256 over all parameters as little-endian 32-bit floats, layer by layer, weight before bias. "
                + "It depends on the configuration, the seed, the data and the number of steps, and on nothing else: training again, on any number "
                + "of workers and nodes, prints the same.");
            page.Open("pre", ("tabindex", "0"), ("aria-label", "commands")).Element(
                "code", $"actorcnn inspect {report.Overview.Path}\nactorcnn train {Path.Combine(report.Overview.Path, "config.yaml")} --out AGAIN").Close();
            page.Element("p", "The first works the hash out from model.safetensors and refuses a file that was changed; the second trains again.");
        }
        else
        {
            page.Element("p", "The run is not done, so there are no weights to check yet.");
        }

        page.Close();
    }
}
