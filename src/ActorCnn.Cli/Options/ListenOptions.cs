using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Security;
using ActorCnn.Networks;

namespace ActorCnn.Cli.Options;

/// <summary>The options by which every command that trains says where it can be looked at, and by which its nodes are tuned.</summary>
internal static class ListenOptions
{
    /// <summary>Where to tell health and metrics.</summary>
    public static readonly Option<IPEndPoint?> Monitor = new("--monitor")
    {
        Description = "Tell /live, /ready and /metrics (Prometheus) at this port of 127.0.0.1, or of another ADDRESS; 0 takes any port.",
        HelpName = "[ADDRESS:]PORT",
        CustomParser = ParseEndPoint,
    };

    /// <summary>To be reached from other machines without certificates.</summary>
    public static readonly Option<bool> Insecure = new("--insecure") { Description = "Do without certificates beyond this machine." };

    /// <summary>Settings of Akka.</summary>
    public static readonly Option<string?> AkkaConfig = new("--akka-config")
    {
        Description = "Time-outs and failure detection of the cluster, in Akka's own format, as in config/cluster.conf.",
        HelpName = "FILE",
    };

    /// <summary>Reads the settings of Akka; null without any.</summary>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public static AkkaSettings? LoadAkka(ParseResult parsed) =>
        parsed.GetValue(AkkaConfig) is { } path ? AkkaSettings.Load(path) : null;

    /// <summary>Demands that the monitor and others may and can listen where they are to, before anything is written.</summary>
    /// <exception cref="InvalidInputException">One may not, or cannot.</exception>
    public static void Demand(ParseResult parsed, bool hasTls, IReadOnlyList<Listener> others)
    {
        IPEndPoint? monitor = parsed.GetValue(Monitor);
        if (monitor is not null)
        {
            string? fix = parsed.CommandResult.Command.Options.Any(option => option.Name == "--tls")
                ? null
                : "give the port alone, or --insecure if the network is closed to everybody else";
            BindRule.Demand($"{monitor.Address}", hasTls, parsed.GetValue(Insecure), fix);
        }

        PortCheck.Demand([.. others, .. monitor is null ? Array.Empty<Listener>() : [new("--monitor", $"{monitor.Address}", monitor.Port)]]);
    }

    /// <summary>The options as they were given, for another process.</summary>
    public static string[] PassOn(ParseResult parsed, params Option[] options) =>
    [
        .. options.Select(parsed.GetResult).OfType<OptionResult>().Where(result => !result.Implicit)
            .SelectMany(result => (string[])[result.Option.Name, .. result.Tokens.Select(token => token.Value)]),
    ];

    private static IPEndPoint? ParseEndPoint(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string whole = text.Contains(':', StringComparison.Ordinal) ? text : $"127.0.0.1:{text}";
        if (IPEndPoint.TryParse(whole.Replace("localhost:", "127.0.0.1:", StringComparison.Ordinal), out IPEndPoint? point)
            && whole.EndsWith($":{point.Port}", StringComparison.Ordinal))
        {
            return point;
        }

        result.AddError(InvalidInputException.Describe(
            "--monitor", "not a place to listen", "a port from 0 to 65535, or ADDRESS:PORT", $"'{text}'", "give one as 9464 or 0.0.0.0:9464"));
        return null;
    }
}
