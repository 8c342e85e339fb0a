namespace ActorCnn.Reports.Plots;

/// <summary>A line in a panel, and maybe a band around it.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Positions to the right.</param>
/// <param name="Y">Heights of the line, one a position.</param>
public sealed record PlotCurve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Heights where the band begins and ends, one a position; null without a band.</summary>
    public (IReadOnlyList<double> Low, IReadOnlyList<double> High)? Band { get; init; }
}

/// <summary>One coordinate system of an image, with its curves. The n-th curve has the same colour in every panel.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Horizontal">What is told to the right, with its unit.</param>
/// <param name="Curves">The curves, in the legend's order.</param>
public sealed record PlotPanel(string Title, string Horizontal, IReadOnlyList<PlotCurve> Curves);
