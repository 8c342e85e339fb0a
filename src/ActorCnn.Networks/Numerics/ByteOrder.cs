namespace ActorCnn.Networks.Numerics;

/// <summary>
/// The order of a number's bytes. Files and hashes take numbers as they lie in memory, which is right on little-endian machines alone:
/// others are refused, not served wrongly.
/// </summary>
public static class ByteOrder
{
    /// <summary>Refuses a big-endian machine.</summary>
    /// <param name="operation">What is refused, as <c>checkpoint</c>.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static void RequireLittleEndian(string operation)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException($"{operation}: this machine is big-endian; expected a little-endian one");
        }
    }
}
