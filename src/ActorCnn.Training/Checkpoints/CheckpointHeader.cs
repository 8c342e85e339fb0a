using System.Globalization;
using System.Text.Json.Serialization;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Checkpoints;

/// <summary>All that a checkpoint says besides the tensors: where the run stands and which run it is.</summary>
public sealed record CheckpointHeader
{
    /// <summary>The version of the file's format, see <see cref="CheckpointFormat"/>.</summary>
    [JsonIgnore]
    public int FormatVersion { get; init; } = CheckpointFormat.Version;

    /// <summary>SHA-256 of what the weights depend on in the configuration.</summary>
    public required string ConfigSha256 { get; init; }

    /// <summary>SHA-256 of the data.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Where the run stands; its sums come back with the same bits.</summary>
    public required RunPosition Position { get; init; }

    /// <summary>Values in the parameter buffer.</summary>
    public required int ParameterCount { get; init; }

    /// <summary>Values in the optimizer's state.</summary>
    public required int OptimizerStateCount { get; init; }

    /// <summary>Shards of whose gradients something is left for later; none but with top-k compression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ResidualShards { get; init; }

    /// <summary>Values that are left of each of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ResidualCount { get; init; }

    /// <summary>How samples are normalized for its weights; null for not at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Normalization? Normalization { get; init; }

    /// <summary>Refuses a checkpoint of another run: going on from it would break the promise of the same bits.</summary>
    /// <param name="configSha256">The configuration hash of the run that wants to go on.</param>
    /// <param name="dataSha256">Its data's hash.</param>
    /// <param name="parameterCount">Its network's parameters.</param>
    /// <param name="where">The checkpoint's file, for the message.</param>
    /// <exception cref="InvalidInputException">They differ; the message names the first difference.</exception>
    public void RequireSameRun(string configSha256, string dataSha256, int parameterCount, string where)
    {
        const string ConfigFix = "resume with the configuration that the run began with";
        Require("another configuration", ConfigFix, configSha256, ConfigSha256);
        Require("other data", "resume with the data that the run began with", dataSha256, DataSha256);
        Require("another network", ConfigFix, Parameters(parameterCount), Parameters(ParameterCount));

        void Require(string what, string fix, string expected, string got)
        {
            if (!string.Equals(expected, got, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidInputException(where, $"the checkpoint was made with {what}", expected, got, fix);
            }
        }

        static string Parameters(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} parameters");
    }
}
