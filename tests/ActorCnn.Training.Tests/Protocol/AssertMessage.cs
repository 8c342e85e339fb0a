using System.Collections;
using System.Reflection;

namespace ActorCnn.Training.Tests.Protocol;

/// <summary>Compares messages.</summary>
internal static class AssertMessage
{
    /// <summary>Member by member: two immutable arrays are equal only when they are the same one, so records that hold one never are.</summary>
    public static void Same(object expected, object actual)
    {
        Assert.IsType(expected.GetType(), actual);
        foreach (PropertyInfo member in expected.GetType().GetProperties())
        {
            if (member.GetValue(expected) is IEnumerable items and not string)
            {
                Assert.Equal(items.Cast<object>(), ((IEnumerable)member.GetValue(actual)!).Cast<object>());
            }
            else
            {
                Assert.Equal(member.GetValue(expected), member.GetValue(actual));
            }
        }
    }
}
