using System.CommandLine;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cluster.Security;

namespace ActorCnn.Cli.Commands;

/// <summary><c>certificates</c>: makes a private authority and a node's certificate, so that nodes may be reached from other machines.</summary>
internal static class CertificatesCommand
{
    private static readonly Argument<string> Folder = Inputs.Path("FOLDER", "Where the authority is, or will be. Its key stays here.");

    private static readonly Option<string> Name = new("--name")
    {
        Description = "The node's name, which becomes the name of its files.",
        HelpName = "N",
        Required = true,
    };

    private static readonly Option<string[]> Host = new("--host")
    {
        Description = "A name or address under which the node is reached. May be repeated.",
        HelpName = "H",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("certificates", "Make a development authority and a node's certificate.") { Folder, Name, Host };
        command.SetAction(parsed =>
        {
            (string folder, string name) = (parsed.GetValue(Folder)!, parsed.GetValue(Name)!);
            Tell(terminal, DevelopmentAuthority.Create(folder), Path.Combine(folder, "authority.crt"));
            Tell(terminal, DevelopmentAuthority.IssueNode(folder, name, parsed.GetValue(Host) ?? []), Path.Combine(folder, $"{name}.crt"));
            terminal.Line($"copy authority.crt, {name}.crt and {name}.key to the node, never authority.key; then: --tls FOLDER --name {name}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(Terminal terminal, bool isNew, string path) => terminal.Line($"{(isNew ? "made" : "kept")} {path}");
}
