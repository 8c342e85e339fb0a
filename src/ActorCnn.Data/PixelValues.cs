namespace ActorCnn.Data;

/// <summary>Value tables shared by the data sources.</summary>
public static class PixelValues
{
    /// <summary>Byte v stands for v / 255. One correctly rounded division, hence the same bits everywhere.</summary>
    public static float[] ZeroToOne()
    {
        float[] values = new float[256];
        for (int v = 0; v < values.Length; v++)
        {
            values[v] = v / 255f;
        }

        return values;
    }
}
