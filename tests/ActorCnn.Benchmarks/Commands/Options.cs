using System.Globalization;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>What is measured, and for how long.</summary>
/// <param name="Rounds">Windows of each thing.</param>
/// <param name="Seconds">The length of a window.</param>
/// <param name="Networks">On which networks.</param>
internal sealed record Options(int Rounds, double Seconds, IReadOnlyList<BenchmarkNetwork> Networks)
{
    /// <summary>The options of a command line, or null when it says something else.</summary>
    public static Options? Parse(string[] arguments, int rounds, double seconds)
    {
        HashSet<string> names = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            string next = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--rounds" when int.TryParse(next, CultureInfo.InvariantCulture, out rounds) && rounds > 0:
                case "--seconds" when double.TryParse(next, CultureInfo.InvariantCulture, out seconds) && seconds > 0:
                    i++;
                    break;
                case string name when BenchmarkNetwork.All.Any(network => network.Name == name):
                    names.Add(name);
                    break;
                default:
                    return null;
            }
        }

        return new Options(rounds, seconds, [.. BenchmarkNetwork.All.Where(network => names.Count == 0 || names.Contains(network.Name))]);
    }

    /// <summary>Says what there is; the exit code of bad usage.</summary>
    public static int Usage()
    {
        Console.Error.WriteLine(
            $"usage: table | step | kernels | layers [--rounds N] [--seconds S] [{string.Join('|', BenchmarkNetwork.All.Select(network => network.Name))}]…");
        Console.Error.WriteLine("       operators [arguments of BenchmarkDotNet]");
        Console.Error.WriteLine("       nodes | dashboard [--rounds N] [--seconds S]");
        Console.Error.WriteLine("       heartbeats [--seconds S]");
        Console.Error.WriteLine("       wire | memory");
        return 2;
    }
}
