namespace ActorCnn.Cli.Tests.Deploy;

/// <summary>A test that needs a tool, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <param name="command">A command that succeeds where the tool is.</param>
    public ToolFactAttribute(params string[] command)
    {
        try
        {
            Skip = DeployFiles.Run(command[0], command[1..]).Code == 0 ? null : $"'{string.Join(' ', command)}' fails: the tool is not installed";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = $"{command[0]} is not installed";
        }
    }
}
