using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Runs;
using ActorCnn.Training.Sessions;
using Akka.Actor;

namespace ActorCnn.Cluster.Joining;

/// <summary>All that a node needs to compute for a run: its configuration, its data, memory for its weights, and connections.</summary>
public sealed class RunParts : IAsyncDisposable
{
    private const int MostConfigBytes = 1 << 20;
    private const int MostMetricsBytes = 1 << 28;

    // The most that an optimizer remembers for a parameter, and a header.
    private const int MostNumbersPerParameter = 8;
    private const long MostHeaderBytes = 2 << 20;
    private readonly NodeSettings _settings;
    private readonly BulkClient _bulk;
    private readonly RunEntry _entry;
    private readonly Holding? _holding;
    private readonly int _parameters;

    private RunParts(
        BulkClients clients, BulkClient bulk, RunEntry entry, Holding? holding, string configuration, DataSplit data, int parameters, NodeSettings settings)
    {
        (Clients, _bulk, _entry, _holding) = (clients, bulk, entry, holding);
        (Configuration, Data, _parameters, _settings) = (configuration, data, parameters, settings);
    }

    /// <summary>The run's configuration, as YAML.</summary>
    public string Configuration { get; }

    /// <summary>The samples.</summary>
    public DataSplit Data { get; }

    /// <summary>Fetches what is not here, and checks all of it by hash.</summary>
    /// <param name="welcome">What the coordinator said of the run.</param>
    /// <param name="settings">The node's certificates.</param>
    /// <param name="own">The configuration that the node was given; null to take the run's.</param>
    /// <param name="known">Data that the node has already; null when it has none.</param>
    /// <exception cref="InvalidInputException">The node's configuration or data differ from the run's; the difference is named.</exception>
    /// <exception cref="BulkException">The coordinator could not be reached, or gave something else.</exception>
    public static async Task<RunParts> PrepareAsync(Welcome welcome, NodeSettings settings, RunConfiguration? own, DataSplit? known)
    {
        ArgumentNullException.ThrowIfNull(welcome);
        ArgumentNullException.ThrowIfNull(settings);
        BulkOptions options = new()
        {
            Token = Convert.FromHexString(welcome.Token),
            Tls = settings.Tls,
            Insecure = settings.Insecure,
            Log = settings.Log,
        };
        BulkClients clients = new(OfClient(options, welcome.Slices));
        BulkClient bulk = clients.Of(welcome.BulkHost, welcome.BulkPort);
        try
        {
            byte[] text = await bulk.FetchBlobAsync(BlobId.Parse(welcome.ConfigBlob), MostConfigBytes).ConfigureAwait(false);
            ConfigurationFile file = ConfigurationFile.Parse(Encoding.UTF8.GetString(text), "the run's configuration", []);
            RequireSame(own, file.Configuration);
            DataSplit data = known?.Sha256 == welcome.DataSha256
                ? known
                : await LoadAsync(file.Configuration, own, welcome.DataSha256, bulk).ConfigureAwait(false);
            return await CreateAsync(welcome, clients, options, file, Encoding.UTF8.GetString(text), data, settings).ConfigureAwait(false);
        }
        catch
        {
            await clients.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the coordinator's own node needs of a run whose nodes hold the slices.</summary>
    /// <param name="memory">The run.</param>
    /// <param name="options">Token and certificates of the run.</param>
    /// <param name="settings">Where the node listens.</param>
    /// <param name="port">The port of tensors there, at which somebody serves <see cref="Host"/>.</param>
    internal static RunParts OfCoordinator(RunMemory memory, BulkOptions options, NodeSettings settings, int port)
    {
        TrainingJob job = memory.Job;
        int parameters = job.Network.ParameterCount;
        WeightsCopy weights = new(parameters);
        RunEntry entry = new(memory.Run, memory.Slices, weights, job.CreateReplica(weights, new GradientExchange(parameters)))
        {
            Computer = job.Computer,
            OnWeights = step => job.Snapshots?.Keep(step, new ParameterSlice(0, 0, parameters), weights.Weights),
        };
        SliceHost host = new(memory.Run, memory.Slices, job.Network, job.Optimizer, job.Schedule);
        BulkClients clients = new(OfClient(options, memory.Slices.Length));
        return new RunParts(
            clients, clients.Of(settings.Host, port), entry, new Holding(host, new NodeAddress(settings.Host, port), null), "", job.Data,
            parameters, settings with { OnReady = _ => { }, Log = _ => { } });
    }

    /// <summary>Connections to the nodes of the run.</summary>
    internal BulkClients Clients { get; }

    /// <summary>The node's copy of the weights.</summary>
    internal WeightsCopy Weights => _entry.Weights;

    /// <summary>The slices that the node holds; null when the coordinator's process holds all.</summary>
    internal SliceHost? Host => _holding?.Host;

    /// <summary>How to create the actors of the node.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="coordinator">Where the coordinator is.</param>
    /// <param name="workers">Its worker actors.</param>
    public Props Uplink(string name, Address coordinator, int workers) => UplinkActor.Props(
        _entry,
        name,
        coordinator,
        new UplinkWays(
            _holding is null ? _bulk : null,
            WayTo,
            _holding is null ? null : SliceHostActor.Props(_holding.Host, _holding.Address, (state, most) => _bulk.FetchBlobAsync(state, most))
                .WithDispatcher(RunActor.ControlDispatcher),
            uplink => NodeActor.Props(
                name,
                RunActor.InitialNode(_entry.Run, _entry.Replica, workers, slices: 1) with { BeginsEarly = true },
                _entry.Replica,
                uplink,
                [uplink],
                index => RunActor.WorkerOf(index, _entry.Replica, _entry.Computer),
                ManyNodes.Of(1).Announce)
                .WithDispatcher(RunActor.ControlDispatcher)),
        () => _settings.Log($"computes for run {_entry.Run[..8]} with {workers} workers"),
        () => _settings.OnReady(true))
        .WithDispatcher(RunActor.ControlDispatcher);

    private ISliceTransport WayTo(PlacedSlice slice) => new NodeAddress(slice.Host, slice.Port) == _holding?.Address
        ? new LocalTransport(_holding.Host.Tensors)
        : Clients.Of(slice.Host, slice.Port);

    /// <summary>Fetches a checkpoint into a copy of the run, and checks it by hash.</summary>
    /// <param name="offered">The checkpoint.</param>
    /// <param name="copy">The copy, which has begun.</param>
    /// <exception cref="BulkException">It is no longer to be had, or something else came; the copy is as it was.</exception>
    /// <exception cref="IOException">The disk is full or failing; the copy is as it was.</exception>
    public async Task KeepAsync(CheckpointOffered offered, RunCopy copy)
    {
        ArgumentNullException.ThrowIfNull(offered);
        ArgumentNullException.ThrowIfNull(copy);
        long most = MostHeaderBytes + ((long)_parameters * sizeof(float) * MostNumbersPerParameter);
        byte[] metrics = await _bulk.FetchBlobAsync(BlobId.Parse(offered.Metrics), MostMetricsBytes).ConfigureAwait(false);
        await copy.KeepAsync(offered.Step, metrics, file => _bulk.FetchBlobAsync(BlobId.Parse(offered.Checkpoint), file, most))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_holding?.Server is { } server)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        await Clients.DisposeAsync().ConfigureAwait(false);
    }

    // A request for each slice's next weights is always under way.
    private static BulkOptions OfClient(BulkOptions options, int slices) =>
        options with { ConnectionsPerPeer = options.ConnectionsPerPeer + slices };

    private static void RequireSame(RunConfiguration? own, RunConfiguration run)
    {
        if (own?.DifferenceFrom(run) is { } difference)
        {
            throw new InvalidInputException(
                "node", $"its configuration has another {difference.Setting} than the run", difference.Other, difference.Own,
                "give the run's configuration, or none at all");
        }
    }

    // A node with a configuration of its own means its own data; one without takes what it finds, and otherwise the coordinator's.
    private static async Task<DataSplit> LoadAsync(RunConfiguration run, RunConfiguration? own, string sha256, BulkClient bulk)
    {
        DataSplit? found = null;
        try
        {
            found = (own ?? run).Data.Load(run.Seed);
        }
        catch (InvalidInputException) when (own is null)
        {
        }

        if (found?.Sha256 == sha256)
        {
            return found;
        }

        if (own is not null)
        {
            throw new InvalidInputException(
                "node", "its data are not the run's", $"data_sha256 {sha256}", found!.Sha256,
                "give every node the same files, or no configuration: then the data come from the coordinator");
        }

        return DataBlob.Read(await bulk.FetchBlobAsync(BlobId.Parse(sha256), Array.MaxLength).ConfigureAwait(false));
    }

    private static async Task<RunParts> CreateAsync(
        Welcome welcome, BulkClients clients, BulkOptions options, ConfigurationFile file, string text, DataSplit data, NodeSettings settings)
    {
        TrainingJob job = TrainingJob.Of(file, data);
        int parameters = job.Network.ParameterCount;
        ImmutableArray<ParameterSlice> slices = ParameterSlice.Cut(parameters, welcome.Slices);
        WeightsCopy weights = new(parameters);
        RunEntry entry = new(welcome.Run, slices, weights, job.CreateReplica(weights, new GradientExchange(parameters)));
        Holding? holding = welcome.IsSpread
            ? await Holding.StartAsync(
                new SliceHost(welcome.Run, slices, job.Network, job.Optimizer, job.Schedule), options, settings).ConfigureAwait(false)
            : null;
        return new RunParts(
            clients, clients.Of(welcome.BulkHost, welcome.BulkPort), entry, holding, text, data, parameters, settings);
    }

    // The slices that the node holds, where others reach them, and what serves them there unless somebody else does.
    private sealed record Holding(SliceHost Host, NodeAddress Address, BulkServer? Server)
    {
        private const int Attempts = 50;
        private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

        public static async Task<Holding> StartAsync(SliceHost host, BulkOptions options, NodeSettings settings)
        {
            BulkHandlers handlers = new() { Gradients = host.Tensors, Weights = host.Tensors, Blobs = host.States };
            BulkOptions own = options with { MaximumPayloadBytes = Math.Max(options.ChunkBytes, host.Slices.Max(slice => slice.Length) * sizeof(float)) };
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    BulkServer server = BulkServer.Start(own, handlers, settings.Host, settings.BulkPort);
                    return new Holding(host, new NodeAddress(settings.Host, server.Port), server);
                }
                catch (SocketException) when (settings.BulkPort != 0 && attempt < Attempts)
                {
                    // The slices are placed anew, and the port is still that of those before.
                    await Task.Delay(BetweenAttempts).ConfigureAwait(false);
                }
            }
        }
    }
}
