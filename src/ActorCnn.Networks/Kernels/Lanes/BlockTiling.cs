namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// How a plane of sums is cut into blocks that fit the registers: rows into nearly equal parts, so that no small remainder is left over,
/// and columns so that all blocks take the least time together.
/// </summary>
internal static class BlockTiling
{
    // What it takes to begin the innermost loop once more, in cycles.
    private const double LoopCost = 2;

    /// <summary>Parts of rows and of columns that take the least time together.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="iterations">How often the innermost loop of a part of the columns goes round.</param>
    public static (Part[] Rows, Part[] Columns) Choose(int rows, int columns, Func<Part, int> iterations)
    {
        (Part[] parts, Part[][] planes) = Choose(rows, [(columns, iterations)]);
        return (parts, planes[0]);
    }

    /// <summary>The same for several planes, whose rows are cut alike.</summary>
    /// <param name="rows">How many rows each has.</param>
    /// <param name="planes">The columns of each, and how often the innermost loop of a part of them goes round.</param>
    public static (Part[] Rows, Part[][] Columns) Choose(int rows, (int Columns, Func<Part, int> Iterations)[] planes)
    {
        (Part[] Rows, Part[][] Columns) best = default;
        double bestCost = double.PositiveInfinity;
        for (int rowLimit = 1; rowLimit <= Math.Min(rows, BlockProduct.MaximumRows); rowLimit++)
        {
            Part[] rowParts = Split(rows, rowLimit);
            (Part[] Parts, double Cost)[] cuts = [.. planes.Select(plane => Cut(
                plane.Columns, part => rowParts.Sum(row => (plane.Iterations(part) * Cost(row.Count, part.Count)) + LoopCost)))];
            double cost = cuts.Sum(cut => cut.Cost);
            if (cost < bestCost)
            {
                (best, bestCost) = ((rowParts, [.. cuts.Select(cut => cut.Parts)]), cost);
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

    // The cheapest way to cut the first columns, for more and more of them: the last part and the cheapest way for those before it.
    private static (Part[] Parts, double Cost) Cut(int columns, Func<Part, double> costOf)
    {
        double[] costs = new double[columns + 1];
        Part[] last = new Part[columns + 1];
        for (int end = 1; end <= columns; end++)
        {
            costs[end] = double.PositiveInfinity;
            for (int count = Math.Min(end, BlockProduct.ColumnLimit); count > 0; count--)
            {
                Part part = new(end - count, count);
                double cost = costs[part.First] + costOf(part);
                if (cost < costs[end])
                {
                    (costs[end], last[end]) = (cost, part);
                }
            }
        }

        List<Part> parts = [];
        for (int end = columns; end > 0; end = last[end].First)
        {
            parts.Insert(0, last[end]);
        }

        return ([.. parts], costs[columns]);
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
