using System.Text.RegularExpressions;
using ActorCnn.Data;
using ActorCnn.Training.Configuration;
using YamlDotNet.RepresentationModel;

namespace ActorCnn.Cli.Tests.Deploy;

/// <summary>What the files of <c>deploy/</c> say to each other agrees, and the tools that read them accept them.</summary>
public sealed class DeployTests : IDisposable
{
    private const string Monitor = "9464";
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("kubernetes/base/experiment.yaml")]
    [InlineData("kubernetes/overlays/large/experiment.yaml")]
    public void Should_have_experiments_that_can_be_trained(string file)
    {
        ConfigurationFile experiment = ConfigurationFile.Load(Path.Combine(DeployFiles.Root, file), []);
        DataSplit data = experiment.Configuration.Data.Load(experiment.Configuration.Seed);
        Assert.True(experiment.CreateNetwork(data.Train.Shape, data.Train.ClassNames.Count).ParameterCount > 0);
    }

    [Fact]
    public void Should_train_the_first_run_s_experiment_on_kubernetes() =>
        Assert.Equal(File.ReadAllText(Path.Combine(DeployFiles.Config, "seed.yaml")), DeployFiles.Read("kubernetes/base/experiment.yaml"));

    [Theory]
    [InlineData("coordinator")]
    [InlineData("worker")]
    public void Should_agree_within_a_stateful_set(string name)
    {
        YamlNode set = DeployFiles.ReadYaml($"kubernetes/base/{name}.yaml")[0];
        YamlNode pod = set.At("spec/template/spec");
        YamlNode container = pod.At("containers/0");
        string[] arguments = container.Texts("args");
        Dictionary<string, string> ports = ((YamlSequenceNode)container["ports"]).ToDictionary(port => port.Text("name"), port => port.Text("containerPort"));
        Assert.Equal(set.Text("metadata/name"), name);
        Assert.Equal(arguments.After("--port"), ports["control"]);
        Assert.Equal($"0.0.0.0:{ports["monitor"]}", arguments.After("--monitor"));
        Assert.Equal(Monitor, ports["monitor"]);
        Assert.Equal(set.At("spec/selector/matchLabels"), set.At("spec/template/metadata/labels"));
        Assert.All(
            (string[])["livenessProbe", "readinessProbe"],
            probe => Assert.Equal(("monitor", "HTTPS"), (container.Text($"{probe}/httpGet/port"), container.Text($"{probe}/httpGet/scheme"))));
        Assert.Equal("/live", container.Text("livenessProbe/httpGet/path"));
        Assert.Equal("/ready", container.Text("readinessProbe/httpGet/path"));

        string[] mounts = [.. ((YamlSequenceNode)container["volumeMounts"]).Select(mount => mount.Text("mountPath"))];
        Assert.Contains(arguments.After("--tls"), mounts);
        string[] volumes =
        [
            .. ((YamlSequenceNode)pod["volumes"]).Select(volume => volume.Text("name")),
            .. name == "coordinator" ? (string[])[set.Text("spec/volumeClaimTemplates/0/metadata/name")] : [],
        ];
        Assert.Equal(volumes.Order(), ((YamlSequenceNode)container["volumeMounts"]).Select(mount => mount.Text("name")).Order());
    }

    [Fact]
    public void Should_agree_between_the_stateful_sets_and_their_service()
    {
        YamlNode service = DeployFiles.ReadYaml("kubernetes/base/service.yaml")[0];
        YamlNode coordinator = DeployFiles.ReadYaml("kubernetes/base/coordinator.yaml")[0];
        YamlNode worker = DeployFiles.ReadYaml("kubernetes/base/worker.yaml")[0];
        string[] leads = coordinator.Texts("spec/template/spec/containers/0/args");
        string[] joins = worker.Texts("spec/template/spec/containers/0/args");
        string name = service.Text("metadata/name");
        Assert.Equal((name, name), (coordinator.Text("spec/serviceName"), worker.Text("spec/serviceName")));
        Assert.Equal(leads.After("--host").Replace("$(POD_NAME)", "coordinator-0", StringComparison.Ordinal) + ":" + leads.After("--port"), joins.After("--join"));
        Assert.StartsWith($"$(POD_NAME).{name}.", leads.After("--host"), StringComparison.Ordinal);
        Assert.Equal(
            [leads.After("--port"), leads.After("--bulk-port"), Monitor],
            ((YamlSequenceNode)service.At("spec/ports")).Select(port => port.Text("port")));
        Assert.Equal(leads.After("--nodes"), $"{1 + int.Parse(worker.Text("spec/replicas"), null)}");

        string[] volumes = [.. ((YamlSequenceNode)coordinator.At("spec/template/spec/volumes")).Select(volume => $"{volume}")];
        YamlNode kustomization = DeployFiles.ReadYaml("kubernetes/base/kustomization.yaml")[0];
        Assert.Contains(volumes, volume => volume.Contains(kustomization.Text("configMapGenerator/0/name"), StringComparison.Ordinal));
    }

    [Fact]
    public void Should_agree_between_the_image_and_the_services_of_compose()
    {
        string docker = DeployFiles.Read("Dockerfile");
        YamlNode services = DeployFiles.ReadYaml("compose.yaml")[0]["services"];
        string[] leads = services["coordinator"].Texts("command");
        string joins = services["worker"].Texts("command")[0];
        Assert.Contains($"EXPOSE {leads.After("--port")} {leads.After("--bulk-port")} {Monitor}", docker, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(docker, $"127.0.0.1:{Monitor}/live"));
        Assert.Equal(services.Text("coordinator/hostname"), leads.After("--host"));
        Assert.Contains($"--join {leads.After("--host")}:{leads.After("--port")} ", joins, StringComparison.Ordinal);
        Assert.Equal($"0.0.0.0:{Monitor}", leads.After("--monitor"));
        Assert.EndsWith($"--monitor 0.0.0.0:{Monitor}", joins, StringComparison.Ordinal);
        Assert.Equal(leads.After("--nodes"), $"{1 + int.Parse(services.Text("worker/deploy/replicas"), null)}");
        string[] secrets = [.. ((YamlMappingNode)DeployFiles.ReadYaml("compose.yaml")[0]["secrets"]).Children.Keys.Select(key => $"{key}")];
        Assert.Equal(secrets.Order(), services["coordinator"].Texts("secrets").Union(services["worker"].Texts("secrets")).Order());
    }

    [Theory]
    [InlineData("coordinator")]
    [InlineData("worker")]
    public void Should_give_each_unit_the_certificates_of_its_role(string name)
    {
        string unit = DeployFiles.Read($"systemd/actorcnn-{name}.service");
        Assert.Equal(
            ["authority.crt", $"{name}.crt", $"{name}.key"], Regex.Matches(unit, "^LoadCredential=([^:]+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value));
        Assert.Contains(" --tls %d", unit, StringComparison.Ordinal);
        Assert.Contains("SuccessExitStatus=143", unit, StringComparison.Ordinal);
        Assert.Contains("RestartPreventExitStatus=2", unit, StringComparison.Ordinal);
        Assert.Contains("KillMode=mixed", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_begin_a_run_go_on_with_it_and_begin_anew_what_has_no_checkpoint()
    {
        File.Copy(Path.Combine(DeployFiles.Root, "coordinate"), _scratch["coordinate"]);
        _scratch.Write("actorcnn", "#!/bin/sh\necho \"$@\"\n");
        Assert.Equal((0, ""), DeployFiles.Run("chmod", "+x", _scratch["actorcnn"]));
        string run = _scratch["run"];
        Assert.Equal((0, $"node x.yaml --role coordinator --out {run} --port 1\n"), Coordinate(run, "x.yaml", "--port", "1"));

        Directory.CreateDirectory(Path.Combine(run, "checkpoints"));
        File.WriteAllText(Path.Combine(run, "config.yaml"), "");
        Assert.Equal((0, $"node x.yaml --role coordinator --out {run} --port 1\n"), Coordinate(run, "x.yaml", "--port", "1"));
        Assert.Empty(Directory.GetFileSystemEntries(run));

        Directory.CreateDirectory(Path.Combine(run, "checkpoints"));
        File.WriteAllText(Path.Combine(run, "checkpoints", "step-10"), "");
        Assert.Equal((0, $"node --role coordinator --resume {run} --port 1\n"), Coordinate(run, "x.yaml", "--port", "1"));
    }

    [ToolFact("systemd-analyze", "--version")]
    public void Should_have_units_that_systemd_accepts()
    {
        // Where the units expect the program, something that can be started.
        string[] units = [.. ((string[])["coordinator", "worker"]).Select(name => _scratch.Write(
            $"actorcnn-{name}.service", Regex.Replace(DeployFiles.Read($"systemd/actorcnn-{name}.service"), "^ExecStart=\\S+", "ExecStart=/bin/true", RegexOptions.Multiline)))];
        Assert.Equal((0, ""), DeployFiles.Run("systemd-analyze", ["verify", .. units]));
    }

    [ToolFact("kubectl", "version", "--client")]
    public void Should_have_manifests_that_kustomize_builds()
    {
        (int code, string text) = DeployFiles.Run("kubectl", "kustomize", Path.Combine(DeployFiles.Root, "kubernetes", "overlays", "large"));
        Assert.True(code == 0, text);
        YamlNode[] built = DeployFiles.ParseYaml(text);
        Assert.Equal(["ConfigMap", "Service", "StatefulSet", "StatefulSet"], built.Select(manifest => manifest.Text("kind")));
        YamlNode coordinator = built.Single(manifest => manifest.Text("metadata/name") == "coordinator");
        YamlNode worker = built.Single(manifest => manifest.Text("metadata/name") == "worker");
        Assert.Equal($"{1 + int.Parse(worker.Text("spec/replicas"), null)}", coordinator.Texts("spec/template/spec/containers/0/args").After("--nodes"));
        Assert.Contains(built[0].Text("metadata/name"), $"{coordinator.At("spec/template/spec/volumes")}", StringComparison.Ordinal);
        Assert.Equal(built[1].At("metadata/labels"), built[1].At("spec/selector"));
    }

    [ToolFact("docker", "compose", "version")]
    public void Should_have_a_file_that_compose_accepts()
    {
        (int code, string text) = DeployFiles.Run("docker", "compose", "--file", Path.Combine(DeployFiles.Root, "compose.yaml"), "config", "--quiet");
        Assert.True(code == 0, text);
    }

    private (int Code, string Output) Coordinate(params string[] arguments) => DeployFiles.Run("sh", [_scratch["coordinate"], .. arguments]);
}
