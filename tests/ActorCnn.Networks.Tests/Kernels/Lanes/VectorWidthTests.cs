using System.Diagnostics;
using System.Globalization;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>The promise of the same bits, held in processes that may not use some of the processor's vectors.</summary>
public sealed class VectorWidthTests
{
    private static readonly Lazy<string> Here = new(WidthProbe.Sha256);

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Should_compute_the_same_bits_without(string vectors, int widest)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(WidthProbe).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[vectors] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await errors);
        string[] words = output.Split();
        Assert.InRange(int.Parse(words[0], CultureInfo.InvariantCulture), 0, widest);
        Assert.Equal(Here.Value, words[1]);
    }
}
