using ActorCnn.Benchmarks.Commands;
using ActorCnn.Benchmarks.Watching;

// How fast everything is: see README.md beside this file.
return args switch
{
    ["table", .. string[] rest] => TableCommand.Run(Options.Parse(rest, rounds: 9, seconds: 1)),
    ["step", .. string[] rest] => StepCommand.Run(Options.Parse(rest, rounds: 9, seconds: 0.5)),
    ["kernels", .. string[] rest] => KernelsCommand.Run(Options.Parse(rest, rounds: 31, seconds: 0.1)),
    ["layers", .. string[] rest] => LayersCommand.Run(Options.Parse(rest, rounds: 15, seconds: 0.05)),
    ["operators", .. string[] rest] => OperatorsCommand.Run(rest),
    ["wire"] => await WireCommand.RunAsync().ConfigureAwait(false),
    ["nodes", .. string[] rest] => NodesCommand.Run(Options.Parse(rest, rounds: 9, seconds: 2)),
    ["heartbeats", .. string[] rest] => await HeartbeatsCommand.RunAsync(Options.Parse(rest, rounds: 1, seconds: 60)).ConfigureAwait(false),
    ["dashboard", .. string[] rest] => await DashboardCommand.RunAsync(Options.Parse(rest, rounds: 270, seconds: 1)).ConfigureAwait(false),
    ["watch", string url] => await PageWatcher.RunAsync(url).ConfigureAwait(false),
    ["memory"] => MemoryCommand.Run(),
    _ => Options.Usage(),
};
