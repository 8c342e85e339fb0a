using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Cluster.Machines;

/// <summary>
/// Several machines in one: network namespaces, each with an address of its own, joined by a switch whose cables can be pulled. A namespace
/// has no name and lives as long as a process that reads from a pipe of the test: nothing is left when the test ends, however it ends.
/// </summary>
internal sealed class MachineRoom : IDisposable
{
    private readonly Process _switch = Hold();
    private readonly Process[] _machines;

    /// <summary>Makes machines that reach each other.</summary>
    public MachineRoom(int count)
    {
        _machines = [.. Enumerable.Range(0, count).Select(_ => Hold())];
        In(_switch, "ip", "link", "add", "bridge", "type", "bridge");
        In(_switch, "ip", "link", "set", "bridge", "up");
        for (int i = 0; i < count; i++)
        {
            In(_switch, "ip", "link", "add", CableOf(i), "type", "veth", "peer", "name", "eth0", "netns", $"{_machines[i].Id}");
            In(_switch, "ip", "link", "set", CableOf(i), "master", "bridge", "up");
            In(_machines[i], "ip", "address", "add", $"{AddressOf(i)}/24", "dev", "eth0");
            In(_machines[i], "ip", "link", "set", "lo", "up");
            In(_machines[i], "ip", "link", "set", "eth0", "up");
        }
    }

    /// <summary>A machine's address.</summary>
    public static string AddressOf(int machine) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{machine + 1}");

    /// <summary>Why there can be no such machines here; null when there can.</summary>
    /// <param name="discipline">What all that a machine sends must be able to pass through, as <c>tc</c> names it; null for nothing.</param>
    public static string? ProblemWith(string? discipline)
    {
        try
        {
            using Process holder = Hold();
            try
            {
                In(holder, "ip", "link", "add", "bridge", "type", "bridge");
                In(holder, "ip", "link", "add", "cable", "type", "veth", "peer", "name", "eth0");
                if (discipline is not null)
                {
                    In(holder, ["tc", "qdisc", "add", "dev", "eth0", "root", .. discipline.Split(' ')]);
                }

                return null;
            }
            finally
            {
                holder.Kill();
            }
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return exception.Message;
        }
    }

    /// <summary>Starts <c>actorcnn</c> on a machine.</summary>
    public CommandProcess Start(int machine, string folder, params string[] arguments) =>
        CommandProcess.StartBy(["nsenter", $"--net=/proc/{_machines[machine].Id}/ns/net"], folder, arguments);

    /// <summary>Pulls a machine's cable.</summary>
    public void CutOff(int machine) => In(_switch, "ip", "link", "set", CableOf(machine), "down");

    /// <summary>Puts a machine's cable back.</summary>
    public void Reconnect(int machine) => In(_switch, "ip", "link", "set", CableOf(machine), "up");

    /// <summary>Has a machine reach another no more, nor the other it; both reach all others.</summary>
    public void Part(int machine, int other) => In(_machines[machine], "ip", "route", "add", "blackhole", $"{AddressOf(other)}/32");

    /// <summary>Has all that a machine sends pass through a discipline of <c>tc</c>, which delays and drops.</summary>
    public void Shape(int machine, string discipline) =>
        In(_machines[machine], ["tc", "qdisc", "add", "dev", "eth0", "root", .. discipline.Split(' ')]);

    /// <summary>What <c>tc</c> has counted of all that a machine sent.</summary>
    public string Sent(int machine) => In(_machines[machine], "tc", "-s", "qdisc", "show", "dev", "eth0");

    public void Dispose()
    {
        foreach (Process holder in (Process[])[.. _machines, _switch])
        {
            holder.Kill();
            holder.Dispose();
        }
    }

    private static string CableOf(int machine) => $"cable{machine}";

    // It ends when its input closes, and its namespace with it.
    private static Process Hold()
    {
        Process holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "echo; exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return holder.StandardOutput.ReadLine() is not null
            ? holder
            : throw new InvalidOperationException(holder.StandardError.ReadToEnd().ReplaceLineEndings(" "));
    }

    private static string In(Process holder, params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo("nsenter", [$"--net=/proc/{holder.Id}/ns/net", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();
        string problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"{string.Join(' ', command)}: {problem.ReplaceLineEndings(" ").Trim()}");
    }
}
