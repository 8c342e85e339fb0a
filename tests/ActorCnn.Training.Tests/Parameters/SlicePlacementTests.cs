using ActorCnn.Training.Parameters;

namespace ActorCnn.Training.Tests.Parameters;

public class SlicePlacementTests
{
    [Fact]
    public void Should_deal_slices_out_in_turn_beginning_with_the_coordinator_s_node() =>
        Assert.Equal<string>(["local", "b", "a", "local", "b"], SlicePlacement.Deal(5, ["b", "a", "local"], "local"));

    [Fact]
    public void Should_leave_nodes_without_a_slice_when_there_are_more_of_them() =>
        Assert.Equal<string>(["local", "b"], SlicePlacement.Deal(2, ["local", "b", "a"], "local"));

    [Fact]
    public void Should_do_without_the_coordinator_s_node_when_it_is_not_there() =>
        Assert.Equal<string>(["b", "b"], SlicePlacement.Deal(2, ["b"], "local"));
}
