using System.Collections.Immutable;
using ActorCnn.Training.Parameters;
using CsCheck;

namespace ActorCnn.Training.Tests.Parameters;

public class ParameterSliceTests
{
    [Fact]
    public void Should_cover_every_parameter_once_in_order() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 9]).Sample((parameters, slices) =>
        {
            ImmutableArray<ParameterSlice> cut = ParameterSlice.Cut(parameters, slices);
            int next = 0;
            foreach (ParameterSlice slice in cut)
            {
                Assert.Equal(next, slice.First);
                Assert.True(slice.Length > 0);
                next += slice.Length;
            }

            Assert.Equal(parameters, next);
            Assert.InRange(cut.Length, 1, slices);
        });
}
