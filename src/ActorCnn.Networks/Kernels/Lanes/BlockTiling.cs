namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// How a plane of sums is cut into blocks that fit the registers: rows and columns each into nearly equal parts, so that no small
/// remainder is left over.
/// </summary>
internal static class BlockTiling
{
    /// <summary>Parts of rows and of columns that take the least time together.</summary>
    public static (Part[] Rows, Part[] Columns) Choose(int rows, int columns)
    {
        (Part[] Rows, Part[] Columns) best = default;
        double bestCost = double.PositiveInfinity;
        for (int rowLimit = 1; rowLimit <= Math.Min(rows, BlockProduct.MaximumRows); rowLimit++)
        {
            for (int columnLimit = 1; columnLimit <= Math.Clamp(columns, 1, BlockProduct.ColumnLimit); columnLimit++)
            {
                (Part[] Rows, Part[] Columns) candidate = (Split(rows, rowLimit), Split(columns, columnLimit));
                double cost = candidate.Rows.Sum(row => candidate.Columns.Sum(column => Cost(row.Count, column.Count)));
                if (cost < bestCost)
                {
                    (best, bestCost) = (candidate, cost);
                }
            }
        }

        return best;
    }

    /// <summary>The fewest parts of at most <paramref name="limit"/>, sizes differing by one at most, larger ones first.</summary>
    public static Part[] Split(int count, int limit)
    {
        int parts = (count + limit - 1) / limit;
        int first = 0;
        Part[] result = new Part[parts];
        for (int i = 0; i < parts; i++)
        {
            int size = (count / parts) + (i < count % parts ? 1 : 0);
            result[i] = new Part(first, size);
            first += size;
        }

        return result;
    }

    // The cycles of an iteration: two multiply-adds or two loads can start in one, a multiply-add takes four, some eight instructions
    // are taken up. More sums, columns and factors than there are registers go through memory. What a block reads and its loop's own
    // instructions are never quite free: of two equal choices the one with larger blocks is better.
    private static double Cost(int rows, int columns)
    {
        int products = rows * columns;
        int loads = rows + columns;
        int spilled = Math.Max(0, products + columns + 1 - BlockProduct.Registers);
        double bound = Math.Max(Math.Max((products / 2.0) + spilled, loads / 2.0), Math.Max(4, (products + loads + 5) / 7.0));
        return bound + (loads / 16.0) + 0.5;
    }
}

/// <summary>A stretch of rows or columns.</summary>
internal readonly record struct Part(int First, int Count);
