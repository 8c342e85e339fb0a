using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>Each kernel by itself, with BenchmarkDotNet and its arguments.</summary>
internal static class OperatorsCommand
{
    public static int Run(string[] arguments)
    {
        // In this process, since a project that BenchmarkDotNet writes would not meet this repository's rules for code.
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(200))
            .WithWarmupCount(3)
            .WithIterationCount(10);
        IConfig config = DefaultConfig.Instance.AddJob(job).WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(50));
        BenchmarkSwitcher.FromAssembly(typeof(OperatorsCommand).Assembly).Run(arguments, config);
        return 0;
    }
}
