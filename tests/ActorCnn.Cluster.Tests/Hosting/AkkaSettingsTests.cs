using ActorCnn.Cluster.Hosting;
using ActorCnn.Networks;
using Akka.Configuration;

namespace ActorCnn.Cluster.Tests.Hosting;

/// <summary>Akka's own settings from a file: what is accepted wins over ours, and what Akka would pass over is refused.</summary>
public sealed class AkkaSettingsTests
{
    [Fact]
    public void Should_ship_a_file_that_says_what_is_used_without_it()
    {
        Config shipped = AkkaSettings.Load(Path.Combine(RepositoryRoot.Path, "config", "cluster.conf")).Config;
        Config defaults = NodeSystem.Defaults();
        string[] paths = [.. AkkaSettings.Leaves(shipped.Root.GetObject(), []).Select(AkkaSettings.Join)];
        Assert.Contains("akka.cluster.failure-detector.acceptable-heartbeat-pause", paths);
        Assert.All(paths, path => Assert.Equal(defaults.GetString(path), shipped.GetString(path)));
    }

    [Fact]
    public async Task Should_win_over_our_settings_and_leave_the_others()
    {
        AkkaSettings settings = AkkaSettings.Parse("akka.cluster.failure-detector.acceptable-heartbeat-pause = 17s", "test");
        using Akka.Actor.ActorSystem system = NodeSystem.Start(new NodeSettings { AkkaOverrides = settings }, NodeSystem.WorkerRole);
        Config used = system.Settings.Config;
        Assert.Equal(TimeSpan.FromSeconds(17), used.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
        Assert.Equal(TimeSpan.FromMilliseconds(500), used.GetTimeSpan("akka.cluster.failure-detector.heartbeat-interval"));
        await system.Terminate();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment {")]
    [InlineData("akka.cluster { down-removal-margin = 10s, min-nr-of-members = 2 } // }")]
    [InlineData("akka.remote.dot-netty.tcp.connection-timeout = 3 s")]
    public void Should_accept_what_Akka_understands(string text) => AkkaSettings.Parse(text, "test");

    [Theory]
    [InlineData("akka { cluster {", "not a file in HOCON")]
    [InlineData("}}", "not a file in HOCON")]
    [InlineData("akka.cluster.app-version = \"1", "not a file in HOCON")]
    [InlineData("akka.cluster.seed-node-timeout = ${nowhere}", "not a file in HOCON")]
    [InlineData("just words", "Akka has no such setting")]
    [InlineData("akka = 3", "Akka has no such setting")]
    [InlineData("akka.cluster = 3", "Akka has no such setting")]
    [InlineData("akka.cluster.seed-node-timeuot = 3s", "'seed-node-timeuot'")]
    [InlineData("akka.actor.serializers.json = \"Some.Type\"", "Akka has no such setting")]
    [InlineData("actorcnn.control-dispatcher.throughput = 1", "Akka has no such setting")]
    [InlineData("akka.cluster.seed-node-timeout = soon", "expected a time, as 500ms or 3s, got 'soon'")]
    [InlineData("akka.cluster.min-nr-of-members = many", "expected a number, got 'many'")]
    [InlineData("akka.remote.dot-netty.tcp.tcp-nodelay = maybe", "expected on, off or a time, got 'maybe'")]
    [InlineData("akka.cluster.split-brain-resolver.active-strategy = keep-calm", "Akka does not accept these settings")]
    [InlineData("akka.cluster.roles = [coordinator]", "fix: give --role")]
    [InlineData("akka.remote.dot-netty.tcp { enable-ssl = off }", "fix: give --tls")]
    [InlineData("akka.remote.dot-netty.tcp.ssl.suppress-validation = true", "fix: give --tls")]
    [InlineData("akka.remote.dot-netty.tcp.hostname = \"0.0.0.0\"", "fix: give --host")]
    public void Should_refuse_what_Akka_would_pass_over_and_what_is_not_for_it_to_say(string text, string part)
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => AkkaSettings.Parse(text, "my.conf"));
        string line = Assert.Single(refused.Lines);
        Assert.StartsWith("my.conf: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_all_mistakes_together()
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => AkkaSettings.Parse("akka.cluster { x = 1, seed-node-timeout = soon }", "my.conf"));
        Assert.Equal(2, refused.Lines.Count);
    }

    [Fact]
    public void Should_name_a_file_that_is_missing_or_far_too_long()
    {
        using ScratchDirectory scratch = new();
        string path = scratch["long.conf"];
        Assert.Contains("cannot be read", Assert.Throws<InvalidInputException>(() => AkkaSettings.Load(path)).Message, StringComparison.Ordinal);
        scratch.Write("long.conf", new string('#', (1 << 20) + 1));
        Assert.Contains("too long", Assert.Throws<InvalidInputException>(() => AkkaSettings.Load(path)).Message, StringComparison.Ordinal);
    }
}
