using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Regions;

/// <summary>The closed cells (i, j) of a board with i + j of one parity. Their edges are the boundary: two of them meet at corners only.</summary>
internal sealed class Checkerboard(CheckerboardConstraint spec) : Region(2, 10)
{
    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        // The nearest allowed cell is the cell that the point is clamped to, or one beside it.
        var i = Index(x[0], spec.Origin[0], spec.Columns);
        var j = Index(x[1], spec.Origin[1], spec.Rows);
        var signed = double.PositiveInfinity;
        var (nearX, nearY) = (0, 0);
        for (var column = Math.Max(0, i - 1); column <= Math.Min(spec.Columns - 1, i + 1); column++)
        {
            for (var row = Math.Max(0, j - 1); row <= Math.Min(spec.Rows - 1, j + 1); row++)
            {
                if (((column + row) & 1) == spec.Parity && !(ToCell(x, column, row, Pull.None, []) is var d && d >= signed))
                {
                    signed = d;
                    (nearX, nearY) = (column, row);
                }
            }
        }

        if (!gradient.IsEmpty)
        {
            _ = ToCell(x, nearX, nearY, pull, gradient);
        }

        return signed;
    }

    private int Index(double x, double origin, int count) => (int)Math.Clamp(Math.Floor((x - origin) / spec.Cell), 0, count - 1);

    private double ToCell(ReadOnlySpan<double> x, int column, int row, Pull pull, Span<double> gradient)
    {
        double lowX = spec.Origin[0] + (spec.Cell * column), highX = spec.Origin[0] + (spec.Cell * (column + 1));
        double lowY = spec.Origin[1] + (spec.Cell * row), highY = spec.Origin[1] + (spec.Cell * (row + 1));
        return PlaneBox.Signed(x[0], x[1], lowX, lowY, highX, highY, pull, gradient);
    }
}
