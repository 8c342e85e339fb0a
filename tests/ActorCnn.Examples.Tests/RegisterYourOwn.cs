using ActorCnn.Training.Configuration;
using ActorCnn.Training.Configuration.Custom;

namespace ActorCnn.Examples.Tests;

public class RegisterYourOwn
{
    [Fact]
    public void Should_be_known_to_configurations_afterwards()
    {
        // <register>
        CustomKinds.AddLayer<SwishLayer>("swish", SwishLayer.Read, SwishLayer.Write);
        CustomKinds.AddBlock("conv-swish", ConvSwishBlock.Read);
        CustomKinds.AddSource<StripesSource>("stripes", StripesSource.Read, StripesSource.Write);
        // </register>

        RunConfiguration configuration = RunConfiguration.Load(Path.Combine(AppContext.BaseDirectory, "stripes.yaml"), []);

        Assert.Equal(new StripesSource(), configuration.Data);
        Assert.Equal(ConvSwishBlock.Create(4), configuration.Network.Take(3));
    }
}
