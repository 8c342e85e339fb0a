using Akka.Actor;
using Mono.Cecil;

namespace ActorCnn.Architecture.Tests.Dependencies;

/// <summary>The direction of dependencies inside a project, where two parts share one.</summary>
public class NamespaceTests
{
    private const string Lanes = "ActorCnn.Networks.Kernels.Lanes";
    private const string Reference = "ActorCnn.Networks.Kernels.Reference";
    private const string Sharding = "ActorCnn.Training.Sharding";
    private const string Configuration = "ActorCnn.Training.Configuration";

    [Fact]
    public void Should_keep_the_fast_kernels_apart_from_the_reference_that_they_are_checked_against() =>
        AssertIndependent(TypesOf("ActorCnn.Networks", type => IsIn(type, Lanes)), [Reference, "MathNet"], ["LaneNetwork"]);

    [Fact]
    public void Should_use_the_matrix_library_in_the_reference_kernels_alone() =>
        AssertIndependent(TypesOf("ActorCnn.Networks", type => !IsIn(type, Reference)), ["MathNet"], ["LaneNetwork", "Network"]);

    [Fact]
    public void Should_decide_without_actors() => AssertIndependent(
        TypesOf("ActorCnn.Training", type =>
            type.Name.EndsWith("State", StringComparison.Ordinal) || type.Name == "PassInHand" || IsIn(type, Sharding)),
        ["Akka"],
        ["CoordinatorState", "ParameterState", "NodeState", "PassInHand", "ReductionTree", "ShardAllocation"]);

    [Fact]
    public void Should_read_configuration_files_in_one_place() =>
        AssertIndependent(TypesOf("ActorCnn.Training", type => !IsIn(type, Configuration)), ["YamlDotNet"], ["CoordinatorActor"]);

    [Theory]
    [InlineData(nameof(UsesAkkaInALambda))]
    [InlineData(nameof(UsesAkkaInANestedRecord))]
    [InlineData(nameof(UsesAkkaInAnIterator))]
    [InlineData(nameof(UsesAkkaInAProperty))]
    [InlineData(nameof(UsesAkkaAsAGenericArgument))]
    [InlineData(nameof(UsesAkkaAsAConstraint))]
    [InlineData(nameof(UsesAkkaAsABase))]
    public void Should_notice_a_dependency_wherever_a_type_has_it(string name)
    {
        TypeDefinition canary = CompiledCode.Read(typeof(NamespaceTests).Assembly.Location)
            .Types.SelectMany(CompiledCode.WithNested).Single(type => type.Name == name);
        Assert.NotEmpty(TypeDependencies.On(canary, "Akka"));
        Assert.Empty(TypeDependencies.On(canary, "Akk"));
    }

    private static void AssertIndependent(TypeDefinition[] types, string[] of, string[] atLeast)
    {
        Assert.Superset(atLeast.ToHashSet(), types.Select(type => type.Name).ToHashSet());
        Assert.Empty(types.SelectMany(type => TypeDependencies.On(type, of).Select(used => $"{type.Name} uses {used}")));
    }

    private static TypeDefinition[] TypesOf(string project, Func<TypeDefinition, bool> isWanted) =>
        [.. CompiledCode.ReadProject(project).Types.Where(isWanted)];

    private static bool IsIn(TypeDefinition type, string name) =>
        type.Namespace == name || type.Namespace.StartsWith($"{name}.", StringComparison.Ordinal);

#pragma warning disable CA1812 // They are looked at, never made.
    private sealed class UsesAkkaInALambda
    {
        public Func<object, string> Name { get; } = actor => ((IActorRef)actor).Path.Name;
    }

    private sealed class UsesAkkaInANestedRecord
    {
        public sealed record Inner(IActorRef Actor);
    }

    private sealed class UsesAkkaInAnIterator
    {
        public static IEnumerable<object> Nobody()
        {
            yield return ActorRefs.Nobody;
        }
    }

    private sealed class UsesAkkaInAProperty
    {
        public IActorRef? Actor { get; set; }
    }

    private sealed class UsesAkkaAsAGenericArgument
    {
        public static int Count() => new List<IActorRef>().Count;
    }

    private sealed class UsesAkkaAsAConstraint
    {
        public static bool Is<T>()
            where T : IActorRef => true;
    }

    private sealed class UsesAkkaAsABase : ReceiveActor;
#pragma warning restore CA1812
}
