using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Output;
using YamlDotNet.RepresentationModel;

namespace ActorCnn.Cli.Tests.Deploy;

/// <summary>Every command line in <c>deploy/</c> is one that the program understands.</summary>
public sealed partial class CommandLinesTests
{
    public static TheoryData<string, string[]> Lines()
    {
        TheoryData<string, string[]> lines = [];
        foreach ((string file, string[] line) in All())
        {
            lines.Add(file, line);
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Should_be_understood(string file, string[] line)
    {
        foreach (string[] arguments in Meant(line))
        {
            ParseResult parsed = CommandLine.Parse(arguments, new Terminal { Out = TextWriter.Null, Error = TextWriter.Null });
            Assert.True(parsed.Errors.Count == 0, $"{file}: actorcnn {string.Join(' ', arguments)}: {string.Join("; ", parsed.Errors.Select(error => error.Message))}");
        }
    }

    [Fact]
    public void Should_be_found_in_every_place() => Assert.Equal(
        [
            "Dockerfile", "compose.yaml", "compose.yaml", "kubernetes/base/coordinator.yaml", "kubernetes/base/worker.yaml",
            "systemd/actorcnn-coordinator.service", "systemd/actorcnn-worker.service",
        ],
        All().Select(line => line.File));

    private static IEnumerable<(string File, string[] Line)> All()
    {
        string docker = DeployFiles.Read("Dockerfile");
        yield return ("Dockerfile", [.. List(docker, "ENTRYPOINT"), .. List(docker, "CMD")]);
        foreach (YamlNode service in ((YamlMappingNode)DeployFiles.ReadYaml("compose.yaml")[0]["services"]).Children.Values)
        {
            yield return ("compose.yaml", [.. service.Texts("entrypoint"), .. service.Texts("command")]);
        }

        foreach (string set in (string[])["coordinator", "worker"])
        {
            YamlNode container = DeployFiles.ReadYaml($"kubernetes/base/{set}.yaml")[0].At("spec/template/spec/containers/0");
            yield return ($"kubernetes/base/{set}.yaml", [.. container.Texts("command"), .. container.Texts("args")]);
        }

        foreach (string unit in (string[])["coordinator", "worker"])
        {
            string file = $"systemd/actorcnn-{unit}.service";
            yield return (file, [.. ExecStart().Match(DeployFiles.Read(file)).Groups[1].Value.Split(' ')]);
        }
    }

    // The arguments of actorcnn, as they are when variables have values: coordinate has two ways to call it.
    private static IEnumerable<string[]> Meant(string[] line)
    {
        string[] words = line is ["sh", "-c", string script] ? script["exec ".Length..].Split(' ') : line;
        words =
        [
            .. words.Select(word => word
                .Replace("${NODES}", "3", StringComparison.Ordinal)
                .Replace("${COORDINATOR}", "10.0.0.5:4100", StringComparison.Ordinal)),
        ];
        return Path.GetFileName(words[0]) switch
        {
            "actorcnn" => [words[1..]],
            "coordinate" =>
            [
                ["node", words[2], "--role", "coordinator", "--out", words[1], .. words[3..]],
                ["node", "--role", "coordinator", "--resume", words[1], .. words[3..]],
            ],
            _ => throw new InvalidOperationException($"no command of ours: {string.Join(' ', line)}"),
        };
    }

    private static string[] List(string docker, string instruction) =>
        JsonSerializer.Deserialize<string[]>(Regex.Match(docker, $@"^{instruction} (\[.*\])", RegexOptions.Multiline).Groups[1].Value)!;

    [GeneratedRegex("^ExecStart=(.+)$", RegexOptions.Multiline)]
    private static partial Regex ExecStart();
}
