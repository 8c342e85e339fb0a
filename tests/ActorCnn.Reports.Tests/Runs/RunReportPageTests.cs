using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Reports.Html;
using ActorCnn.Reports.Runs;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Runs;

namespace ActorCnn.Reports.Tests.Runs;

public sealed class RunReportPageTests
{
    private const string Hostile = "<script>alert(\"1\")</script> & 'x' \u0001\uD800 --> ]]> \u202E";

    [Fact]
    public void Should_have_a_heading_and_a_header_and_a_text_for_everything()
    {
        XElement page = Parse(RunReportPage.Write(Report()));

        Assert.Equal("en", page.Attribute("lang")!.Value);
        Assert.Equal("width=device-width, initial-scale=1", page.Descendants("meta").Single(meta => (string?)meta.Attribute("name") == "viewport").Attribute("content")!.Value);
        Assert.Equal("digits-1", Assert.Single(page.Descendants("h1")).Value);
        Assert.Equal(
            ["Summary", "Curves", "Network", "Confusions", "Check the weights", "Configuration"],
            page.Descendants("h2").Select(heading => heading.Value));
        Assert.All(page.Descendants("section"), section => Assert.Equal("h2", section.Elements().First().Name.LocalName));
        Assert.All(page.Descendants("table"), table => Assert.False(string.IsNullOrEmpty(table.Element("caption")!.Value)));
        Assert.All(page.Descendants("th"), header => Assert.Contains(header.Attribute("scope")!.Value, new[] { "col", "row" }));
        Assert.All(page.Descendants("tbody").Elements("tr"), row => Assert.Equal("th", row.Elements().First().Name.LocalName));
        Assert.All(page.Descendants("img"), image => Assert.Matches("^filter [0-3]: weights from -?[0-9.]+ to -?[0-9.]+$", image.Attribute("alt")!.Value));
        Assert.All(page.Descendants("svg"), image => Assert.False(string.IsNullOrEmpty(image.Element("title")!.Value)));
        Assert.Contains("test_loss goes from 1.5 after epoch 1 to 0.5 after epoch 3", page.Descendants("desc").First().Value, StringComparison.Ordinal);
        string[] ids = [.. page.DescendantsAndSelf().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(
            page.Descendants().Attributes("aria-labelledby").SelectMany(names => names.Value.Split(' ')), name => Assert.Contains(name, ids));
    }

    [Fact]
    public void Should_show_the_figures_the_layers_the_filters_the_confusions_and_the_hash()
    {
        XElement page = Parse(RunReportPage.Write(Report()));

        Assert.Contains("test accuracy0.7500", page.Value, StringComparison.Ordinal);
        Assert.Contains("0conv, frozen4@3x34x6x640", page.Value, StringComparison.Ordinal);
        Assert.Contains("a51b07", page.Value, StringComparison.Ordinal);
        Assert.Equal(4, page.Descendants("img").Count());
        Assert.Contains(new string('a', 64), page.Value, StringComparison.Ordinal);
        Assert.Contains("name: digits\nseed: 1", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_ask_nobody_for_anything()
    {
        string page = RunReportPage.Write(Report());

        Assert.DoesNotContain("//", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        XElement parsed = Parse(page);
        Assert.DoesNotContain(parsed.Descendants(), element => element.Name.LocalName is "script" or "link" or "iframe" or "object" or "base");
        Assert.All(parsed.Descendants().Attributes("src"), source => Assert.StartsWith("data:image/png;base64,", source.Value, StringComparison.Ordinal));
        Assert.Empty(parsed.Descendants().Attributes("href"));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_show_what_a_stranger_has_written_as_text_alone()
    {
        RunReport report = Report();
        string page = RunReportPage.Write(report with
        {
            Overview = report.Overview with { Path = $"runs/{Hostile.Replace("/", "", StringComparison.Ordinal)}", Problem = Hostile, State = RunState.Failed },
            Configuration = Hostile,
            Classes = [Hostile, "b"],
        });

        XElement parsed = Parse(page);
        Assert.Empty(parsed.Descendants("script"));
        Assert.Contains("<script>alert(\"1\")<script> & 'x' \uFFFD\uFFFD", Assert.Single(parsed.Descendants("h1")).Value, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("[\u0001\uD800]"), page);
    }

    [Fact]
    public void Should_be_whole_for_a_run_that_has_only_begun()
    {
        RunReport report = new()
        {
            Overview = Report().Overview with { Evaluated = null, State = RunState.Training, WeightsSha256 = null },
            Configuration = "name: digits\n",
            Metrics = [],
            WhyNoConfusion = "The run has no model yet.",
        };
        XElement page = Parse(RunReportPage.Write(report));

        Assert.Empty(page.Descendants("svg"));
        Assert.Contains("The run has no model yet.", page.Value, StringComparison.Ordinal);
        Assert.Contains("The run is not done, so there are no weights to check yet.", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_draw_a_long_run_with_few_points_and_leave_out_what_is_not_finite()
    {
        RunReport report = Report() with
        {
            Metrics = [.. Enumerable.Range(1, 10_000).Select(epoch => Metrics(epoch, epoch % 7 == 0 ? double.NaN : 1.0 / epoch, epoch % 10 == 0 ? 0.5 : null))],
        };
        string page = RunReportPage.Write(report);

        string[] lines = [.. Parse(page).Descendants("polyline").Select(line => line.Attribute("points")!.Value)];
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Split(' ').Length, 2, 400));
        Assert.All(lines, line => Assert.DoesNotContain("NaN", line, StringComparison.Ordinal));
        Assert.InRange(page.Length, 1, 100_000);
    }

    // A reader of XML takes "<td/>" for a whole element, HTML for one that was opened: only those may be written so that have no content.
    private static XElement Parse(string page)
    {
        Assert.StartsWith("<!DOCTYPE html", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("<(?!meta|img|line|circle|polyline)[a-z0-9]+[^>]*/>"), page);
        using XmlReader reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    private static RunReport Report()
    {
        Network network = Network.Create(
            new Shape(1, 8, 8), [new ConvolutionLayer(4, 3) { Frozen = true }, new FlattenLayer(), new DenseLayer(2)]);
        ConfusionMatrix confusion = new();
        confusion.Count(0, 0, 5);
        confusion.Count(0, 1, 1);
        confusion.Count(1, 1, 7);
        EpochMetrics[] metrics = [Metrics(1, 2, 1.5), Metrics(2, 1, null), Metrics(3, 0.25, 0.5)];
        return new RunReport
        {
            Overview = new RunOverview
            {
                Path = "runs/digits-1",
                Started = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Local),
                State = RunState.Done,
                Epochs = 3,
                EpochsWanted = 3,
                Evaluated = metrics[2],
                Seconds = 3,
                WeightsSha256 = new string('a', 64),
            },
            Configuration = "name: digits\nseed: 1\n",
            Metrics = metrics,
            Network = network,
            Filters = FilterImage.Draw(network, network.InitialParameters(1)),
            Classes = ["a", "b"],
            Confusion = confusion,
            Summary = new RunSummary
            {
                WeightsSha256 = new string('a', 64),
                ConfigSha256 = new string('b', 64),
                DataSha256 = new string('c', 64),
                Epochs = 3,
                Steps = 3,
                Samples = 30,
                TrainSeconds = 3,
                SamplesPerSecond = 10,
                Nodes = 1,
                Workers = 2,
                ShardsReissued = 0,
                NodesLost = 0,
                Deterministic = true,
            },
        };
    }

    private static EpochMetrics Metrics(int epoch, double trainLoss, double? testLoss) => new()
    {
        Epoch = epoch,
        Step = epoch,
        TrainLoss = trainLoss,
        TestLoss = testLoss,
        TestAccuracy = testLoss is null ? null : 0.75,
        TestProbability = testLoss is null ? null : 0.7,
        SamplesPerSecond = 10,
        LearningRate = 0.1f,
        ElapsedSeconds = epoch,
    };
}
