using System.Diagnostics;
using System.Text;

namespace ActorCnn.Cli.Tests.Documents;

/// <summary>
/// Every command that the documentation shows is run here, page by page, in the page's order, in one folder that holds <c>config</c> as a
/// clone does, with this machine in the place of others. A node's command runs beside the next ones and is waited for at the page's end.
/// </summary>
public class DocumentedCommandsTests
{
    private const string ThisMachine = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Machines that the pages speak of.
    private static readonly string[] Machines = ["10.0.0.5", "10.0.0.6"];

    // What cannot run as it stands in a test, and what runs in its place.
    private static readonly Dictionary<string, (string Command, string Reason)> Instead = new()
    {
        ["apt-get install dataset-fashion-mnist"] = (":", "a test installs nothing; .ci/run does"),
        ["dotnet test -c Release"] = (":", "it is what runs this test"),
        ["actorcnn train config/fashion-mnist.yaml"] = (
            "actorcnn train config/fashion-mnist.yaml --epochs 1 --set data='{ source: bands, height: 28, width: 28, classes: 10 }'",
            "the data set may not be installed, and takes minutes"),
        ["dotnet run -c Release --project tests/ActorCnn.Benchmarks -- table --rounds 11 --seconds 0.6"] = (
            ":", "it takes minutes, and libtorch"),
    };

    public static TheoryData<string> Pages => [.. DocumentPage.Files];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Should_run_every_command_of_a_page(string file)
    {
        DocumentPage page = DocumentPage.Read(file);
        using ScratchDirectory scratch = new();
        Directory.CreateSymbolicLink(scratch["config"], Path.Combine(RepositoryRoot.Path, "config"));

        (int code, string output) = RunScript(Script(page), scratch.Root);

        Assert.True(code == 0, $"{file}: exit code {code}:\n{output}");
    }

    [Fact]
    public void Should_put_something_in_the_place_of_commands_that_are_there_only()
    {
        string[] shown = [.. DocumentPage.Files.SelectMany(file => DocumentPage.Read(file).Commands)];
        Assert.NotEmpty(shown);
        Assert.All(Instead.Keys, command => Assert.Contains(command, shown));
    }

    private static string Script(DocumentPage page)
    {
        StringBuilder script = new("set -euo pipefail\nset -x\nnodes=()\n");
        script.Append("actorcnn() { dotnet \"$ACTORCNN\" \"$@\"; }\n");
        foreach (string shown in page.Commands)
        {
            string command = Instead.TryGetValue(shown, out (string Command, string Reason) other)
                ? other.Command
                : Machines.Aggregate(shown, (command, machine) => command.Replace(machine, ThisMachine, StringComparison.Ordinal))
                    .Replace("dotnet run -c Release --project src/ActorCnn.Cli --", "actorcnn", StringComparison.Ordinal);
            script.Append(command.StartsWith("actorcnn node ", StringComparison.Ordinal) ? $"{command} & nodes+=($!)\n" : $"{command}\n");
        }

        return script.Append("for node in \"${nodes[@]}\"; do wait \"$node\"; done\n").ToString();
    }

    private static (int Code, string Output) RunScript(string script, string folder)
    {
        ProcessStartInfo start = new("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ACTORCNN"] = Path.Combine(AppContext.BaseDirectory, "actorcnn.dll") },
        };
        StringBuilder output = new();
        using Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Collect(line.Data);
        process.ErrorDataReceived += (_, line) => Collect(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"the commands do not end in {Patience.TotalMinutes} minutes:\n{output}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.ToString());

        void Collect(string? line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }
    }
}
