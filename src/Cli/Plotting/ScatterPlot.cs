namespace GenPhys.Cli.Plotting;

/// <summary>What a scatter plot shows: points in data units, and the cells of an allowed set behind them.</summary>
/// <param name="Points">Coordinate pairs, x then y; pairs that are not finite are left out of the picture.</param>
/// <param name="Title">The line above the frame.</param>
/// <param name="Cells">Allowed cells that are shaded; points outside all of them are drawn in the warning colour. Empty: none.</param>
internal sealed record ScatterPlot(IReadOnlyList<(double X, double Y)> Points, string Title, IReadOnlyList<PlotCell> Cells)
{
    /// <summary>Whether a point lies in no shaded cell, where there are cells.</summary>
    public bool IsOutside((double X, double Y) point) => Cells.Count > 0 && !Cells.Any(cell => cell.Contains(point));
}

/// <summary>A shaded square, closed.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Lower edge.</param>
/// <param name="Side">Length of a side, data units.</param>
internal readonly record struct PlotCell(double X, double Y, double Side)
{
    /// <summary>The eight allowed cells of the 4 x 4 checkerboard on [-2, 2]^2.</summary>
    public static IReadOnlyList<PlotCell> Checkerboard { get; } =
    [
        .. from i in Enumerable.Range(0, 4)
           from j in Enumerable.Range(0, 4)
           where (i + j) % 2 == 0
           select new PlotCell(i - 2, j - 2, 1),
    ];

    public bool Contains((double X, double Y) point) => point.X >= X && point.X <= X + Side && point.Y >= Y && point.Y <= Y + Side;
}
