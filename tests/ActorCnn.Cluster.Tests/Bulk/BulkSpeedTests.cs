using System.Diagnostics;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Tests.Security;
using ActorCnn.Networks.Numerics;
using Xunit.Abstractions;

namespace ActorCnn.Cluster.Tests.Bulk;

/// <summary>
/// Weights of real sizes arrive bit for bit; how fast is written to the test's output and judged by nobody:
/// <c>dotnet test -c Release tests/ActorCnn.Cluster.Tests --filter BulkSpeedTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class BulkSpeedTests(TlsCluster cluster, ITestOutputHelper output) : BulkTest, IClassFixture<TlsCluster>
{
    private const int Transfers = 30;

    [Theory]
    [InlineData(false, 1_000_000)]
    [InlineData(false, 4_250_000)]
    [InlineData(true, 1_000_000)]
    [InlineData(true, 4_250_000)]
    public async Task Should_carry_tensors_of_real_sizes(bool tls, int length)
    {
        await using BulkServer server = BulkServer.Start(Options(tls ? cluster.First : null), new BulkHandlers { Weights = new Source(Numbers(length)) });
        await using BulkClient client = Client(server, Options(tls ? cluster.Second : null));
        AlignedBuffer target = new(length);
        List<double> seconds = [];
        for (int i = 0; i < Transfers; i++)
        {
            target.Span.Clear();
            long start = Stopwatch.GetTimestamp();
            await client.FetchWeightsAsync(new WeightsKey(Run, 7, 0), target.Memory, Limit.Token);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Assert.True(target.Span.SequenceEqual(Numbers(length)));
        seconds.Sort();
        double megabytes = length * sizeof(float) / 1e6;
        output.WriteLine(
            $"{(tls ? "TLS" : "plain")}, {megabytes:F0} MB: median {megabytes / seconds[Transfers / 2]:F0} MB/s, best {megabytes / seconds[0]:F0}");
    }
}
