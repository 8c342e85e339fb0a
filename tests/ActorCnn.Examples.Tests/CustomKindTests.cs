using ActorCnn.Data;
using ActorCnn.Data.Sources;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Configuration.Custom;

namespace ActorCnn.Examples.Tests;

/// <summary>
/// Layers and sources that this test assembly adds, as any other program may. They stay for the whole process, so they are tested apart from
/// those that list our own.
/// </summary>
public class CustomKindTests
{
    public CustomKindTests()
    {
        CustomKinds.AddLayer<Shift>(
            "shift",
            settings => new Shift(settings.Number("by", -9f, 9f, 1f), settings.Flag("up", true), settings.Pair("cell", 1, 9, (1, 1))),
            (layer, settings) => settings.Number("by", layer.By).Flag("up", layer.Up).Pair("cell", layer.Cell.Rows, layer.Cell.Columns));
        CustomKinds.AddLayer<Forgetful>(
            "forgetful", settings => new Forgetful(settings.Number("size", 0, 9, 0)), (_, _) => { });
        CustomKinds.AddLayer<Forgetful>("misnamed", _ => new Forgetful(0), (_, _) => { });
        CustomKinds.AddBlock("shift-dense", ReadBlock);
        CustomKinds.AddSource<Letters>(
            "letters",
            settings => new Letters(settings.Text("folder", "a folder") ?? "", settings.Choice("case", "case", ["small", "large"], "small") ?? ""),
            (source, settings) => settings.Text("folder", source.Folder).Text("case", source.Case));
    }

    [Fact]
    public void Should_read_what_it_writes()
    {
        RunConfiguration configuration = Parse("shift, by: 2.5, up: false, cell: [2, 3]");

        Assert.Equal(new Shift(2.5f, false, (2, 3)), configuration.Network[1]);
        Assert.Equal(new Letters("abc", "large"), configuration.Data);
        Assert.Equal(configuration, RunConfiguration.Parse(configuration.ToYaml(), "written", []));
    }

    [Fact]
    public void Should_count_every_setting_but_the_folder_in_the_hash()
    {
        RunConfiguration one = Parse("shift");
        Assert.NotEqual(one.Sha256, Parse("shift, by: 2").Sha256);
        Assert.NotEqual(one.Sha256, (one with { Data = new Letters("abc", "small") }).Sha256);
        Assert.Equal(one.Sha256, (one with { Data = new Letters("elsewhere", "large") }).Sha256);
        Assert.Equal("network.1.by", Parse("shift, by: 2").DifferenceFrom(one)!.Value.Setting);
    }

    [Theory]
    [InlineData("shift, by: 99", "network.1.by: out of range; expected a number from -9 to 9, got 99")]
    [InlineData("shift, bye: 1", "network.1.bye: unknown key; expected one of type, by, up, cell, got 'bye'; fix: write 'by'")]
    [InlineData("shft", "unknown layer")]
    [InlineData("shft", "fix: write 'shift'")]
    public void Should_tell_mistakes_as_with_layers_of_ours(string layer, string expected)
    {
        string message = Assert.Throws<InvalidInputException>(() => Parse(layer)).Message;
        Assert.StartsWith("test:", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_layer_that_leaves_a_setting_out_of_the_hash() => Assert.Contains(
        "write every setting",
        Assert.Throws<InvalidOperationException>(() => Parse("forgetful, size: 3")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Should_refuse_a_layer_that_does_not_go_by_its_name() => Assert.Contains(
        "'forgetful'", Assert.Throws<InvalidOperationException>(() => Parse("misnamed")).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_put_a_block_s_layers_in_its_place()
    {
        RunConfiguration block = Parse("shift-dense, units: 5");

        Assert.Equal([new FlattenLayer(), new Shift(1, true, (1, 1)), new DenseLayer(5), new DenseLayer(3)], block.Network);
        Assert.DoesNotContain("shift-dense", block.ToYaml(), StringComparison.Ordinal);
        Assert.Equal(Parse("residual, layers: [{ type: shift-dense, units: 5 }]").Network[1], new ResidualLayer(Block(5)));
    }

    [Fact]
    public void Should_name_the_line_of_a_block_whose_layers_do_not_fit()
    {
        ConfigurationFile file = ConfigurationFile.Parse(Yaml("shift-dense, units: 5").Replace("flatten", "relu", StringComparison.Ordinal), "test", []);
        string message = Assert.Throws<InvalidInputException>(() => file.CreateNetwork(new Shape(1, 2, 2), classes: 3)).Message;
        Assert.StartsWith("test:5: network.2: dense wants a flat input", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("shift")]
    [InlineData("shift-dense")]
    [InlineData("Shift")]
    [InlineData("")]
    public void Should_not_let_a_name_be_taken_twice_or_be_malformed(string name) =>
        Assert.Throws<ArgumentException>(() => CustomKinds.AddLayer<Forgetful>(name, _ => new Forgetful(0), (_, _) => { }));

    [Fact]
    public void Should_say_how_to_make_a_layer_known_that_code_uses()
    {
        RunConfiguration configuration = Parse("shift") with { Network = [new Unknown()] };
        Assert.Contains("CustomKinds", Assert.Throws<ArgumentException>(() => configuration.Sha256).Message, StringComparison.Ordinal);
    }

    private static RunConfiguration Parse(string layer) => RunConfiguration.Parse(Yaml(layer), "test", []);

    private static string Yaml(string layer) =>
        $$"""
        name: custom
        data: { source: letters, folder: abc, case: large }
        network:
          - { type: flatten }
          - { type: {{layer}} }
          - { type: dense, units: 3 }
        """;

    private static IReadOnlyList<Layer> ReadBlock(ISettingsReader settings) => Block(settings.Number("units", 1, 9));

    private static IReadOnlyList<Layer> Block(int units) => [new Shift(1, true, (1, 1)), new DenseLayer(units)];

    private sealed record Shift(float By, bool Up, (int Rows, int Columns) Cell) : CustomLayer
    {
        public override string Type => "shift";

        public override Shape OutputShape(Shape input) => input;

        protected override LaneKernel CreateKernel(Shape input) => throw new NotSupportedException();
    }

    private sealed record Forgetful(int Size) : CustomLayer
    {
        public override string Type => "forgetful";

        public override Shape OutputShape(Shape input) => input;

        protected override LaneKernel CreateKernel(Shape input) => throw new NotSupportedException();
    }

    private sealed record Unknown : CustomLayer
    {
        public override string Type => "unknown";

        public override Shape OutputShape(Shape input) => input;

        protected override LaneKernel CreateKernel(Shape input) => throw new NotSupportedException();
    }

    private sealed record Letters(string Folder, string Case) : FileSource(Folder)
    {
        public override string Source => "letters";

        public override DataSplit Load(ulong seed) => throw new NotSupportedException();
    }
}
