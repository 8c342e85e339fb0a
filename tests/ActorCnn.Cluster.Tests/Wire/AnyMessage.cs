using System.Collections.Immutable;
using System.Reflection;
using ActorCnn.Cluster.Downing;
using ActorCnn.Cluster.Joining;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Actor;

namespace ActorCnn.Cluster.Tests.Wire;

/// <summary>
/// Makes messages of any type from its constructor, with values drawn from a seed: a message that is added later is tested without a
/// line here.
/// </summary>
internal sealed class AnyMessage(Random random, IActorRef actor)
{
    private static readonly string[] Texts = ["node 1", "", "run \"é\" \u0001 \ud83d\ude00\r\n", "x/y.safetensors"];

    /// <summary>The messages that cross nodes.</summary>
    public static Type[] Types { get; } =
    [
        .. typeof(ITrainingMessage).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ITrainingMessage))),
        .. typeof(IJoiningMessage).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IJoiningMessage))),
        typeof(InTouch),
    ];

    /// <summary>A message of a type.</summary>
    public object Make(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().MaxBy(found => found.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(Argument)]);
    }

    private object? Argument(ParameterInfo parameter) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable && random.Next(2) == 0
            ? null
            : Value(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);

    private object Value(Type type) => type switch
    {
        _ when type == typeof(string) => Texts[random.Next(Texts.Length)],
        _ when type == typeof(bool) => random.Next(2) == 1,
        _ when type == typeof(int) => random.Next(1, 4096),
        _ when type == typeof(long) => random.NextInt64(),
        _ when type == typeof(double) => random.NextDouble() * 1e300,
        _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(random.NextInt64(1L << 40)),
        _ when type == typeof(IActorRef) => actor,
        _ when type == typeof(ShardRange) => new ShardRange(random.Next(5), random.Next(1000)),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))!,
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => List(type.GetGenericArguments()[0]),
        _ => Make(type),
    };

    private object List(Type item)
    {
        Array items = Array.CreateInstance(item, random.Next(4));
        for (int i = 0; i < items.Length; i++)
        {
            items.SetValue(Value(item), i);
        }

        return typeof(ImmutableArray).GetMethods()
            .Single(method => method.Name == nameof(ImmutableArray.Create)
                && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(item)
            .Invoke(null, [items])!;
    }
}
