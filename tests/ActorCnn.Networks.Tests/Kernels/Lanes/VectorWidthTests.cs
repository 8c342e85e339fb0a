using System.Diagnostics;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>The promise of the same bits, held in processes that may not use some of the processor's vectors.</summary>
public sealed class VectorWidthTests
{
    private static readonly Lazy<string> Here = new(WidthProbe.Sha256);

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Should_compute_the_same_bits_without(string vectors)
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
        Assert.Equal(Here.Value, output.Trim());
    }
}
