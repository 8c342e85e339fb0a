using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>What the operating system counts of a connection, read with <c>ss</c>.</summary>
internal static partial class SocketBytes
{
    /// <summary>The bytes sent by all sockets of connections to some ports of this machine; null without <c>ss</c>.</summary>
    public static long? Sent(int[] ports)
    {
        string filter = string.Join(" or ", ports.Select(port => $"sport = :{port} or dport = :{port}"));
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ss", ["-tinH", "state", "established", $"( {filter} )"])
            {
                RedirectStandardOutput = true,
            })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return BytesSent().Matches(text).Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\bbytes_sent:(\d+)")]
    private static partial Regex BytesSent();
}
