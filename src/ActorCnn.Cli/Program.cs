using ActorCnn.Cli;
using ActorCnn.Cli.Output;

return await CommandLine.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
