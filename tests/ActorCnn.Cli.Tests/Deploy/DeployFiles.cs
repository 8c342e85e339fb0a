using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace ActorCnn.Cli.Tests.Deploy;

/// <summary>The files of <c>deploy/</c>, and the tools that read them.</summary>
internal static class DeployFiles
{
    public static string Root { get; } = Path.Combine(RepositoryRoot.Path, "deploy");

    public static string Config { get; } = Path.Combine(RepositoryRoot.Path, "config");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The documents of a YAML file.</summary>
    public static YamlNode[] ReadYaml(string file) => ParseYaml(Read(file));

    public static YamlNode[] ParseYaml(string text)
    {
        YamlStream stream = [];
        using StringReader reader = new(text);
        // Compose files merge one mapping into another.
        stream.Load(new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(reader)));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>The node at a path of keys and positions, as <c>spec/template/0</c>.</summary>
    public static YamlNode At(this YamlNode node, string path) =>
        path.Split('/').Aggregate(node, (at, key) => at is YamlSequenceNode list ? list[int.Parse(key, null)] : at[key]);

    /// <summary>The text at a path.</summary>
    public static string Text(this YamlNode node, string path) => ((YamlScalarNode)node.At(path)).Value!;

    /// <summary>The texts of the list at a path; none when it is not there.</summary>
    public static string[] Texts(this YamlNode node, string path) => node is YamlMappingNode map && !path.Contains('/', StringComparison.Ordinal) && !map.Children.ContainsKey(path)
        ? []
        : [.. ((YamlSequenceNode)node.At(path)).Select(item => ((YamlScalarNode)item).Value!)];

    /// <summary>The value that follows an option.</summary>
    public static string After(this IReadOnlyList<string> arguments, string option) =>
        arguments[arguments.ToList().IndexOf(option) + 1];

    /// <summary>Runs a tool, and gives its output.</summary>
    public static (int Code, string Output) Run(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
