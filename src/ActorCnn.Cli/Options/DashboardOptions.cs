using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Options;

/// <summary>The options by which every command that trains may show the run on a web page.</summary>
internal static class DashboardOptions
{
    /// <summary>Whether there is a dashboard, and its port.</summary>
    public static readonly Option<int?> Dashboard = new("--dashboard")
    {
        Description = $"Show the run on a web page of this machine; default port: {DashboardAddress.DefaultPort}, 0 for any.",
        HelpName = "PORT",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ParsePort,
    };

    /// <summary>The dashboard's address.</summary>
    public static readonly Option<string?> Host = new("--dashboard-host")
    {
        Description = "The address that the dashboard listens at; default: 127.0.0.1. Others who reach it see the run, and cannot control it.",
        HelpName = "H",
    };

    /// <summary>Where the dashboard is wanted; null when none is.</summary>
    /// <exception cref="InvalidInputException">A host is given and no dashboard.</exception>
    public static DashboardAddress? AddressOf(ParseResult parsed)
    {
        string? host = parsed.GetValue(Host);
        return parsed.GetResult(Dashboard) is not null
            ? new DashboardAddress(host ?? DashboardAddress.Loopback, parsed.GetValue(Dashboard) ?? DashboardAddress.DefaultPort)
            : host is null ? null
            : throw new InvalidInputException("--dashboard-host", "there is no dashboard", "--dashboard too", "none", "add --dashboard");
    }

    /// <summary>The options that ask another process for the same dashboard.</summary>
    public static string[] ArgumentsFor(DashboardAddress? address) => address is null
        ? []
        : ["--dashboard", address.Port.ToString(CultureInfo.InvariantCulture), "--dashboard-host", address.Host];

    /// <summary>What a dashboard shows of a run that is about to be trained.</summary>
    public static DashboardSubject SubjectOf(TrainingRun run) => new()
    {
        Name = run.Configuration.Name,
        Epochs = run.Configuration.Training.Epochs,
        Network = run.Network,
        Test = run.Data.Test,
        Normalization = run.Preparation.Normalization,
        Weights = run.Control.CopyWeights,
        Control = run.Control,
        History = run.Start is { } start
            ? [.. RunDirectory.Open(run.Path).ReadMetrics().Where(epoch => epoch.Epoch <= start.Header.Position.Epoch)]
            : [],
    };

    private static int? ParsePort(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: { } text }])
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue)
        {
            return port;
        }

        // It is most likely the configuration.
        result.AddError(InvalidInputException.Describe(
            "--dashboard", "not a port", $"a whole number from 0 to {ushort.MaxValue}, or another option", $"'{text}'",
            "give the port, or write CONFIG before --dashboard"));
        return null;
    }
}
