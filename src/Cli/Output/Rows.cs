using GenPhys.Cli.Plotting;

namespace GenPhys.Cli.Output;

/// <summary>Points on their way to a file.</summary>
/// <param name="Values">The numbers row by row, <c>[rows, columns]</c>.</param>
/// <param name="Columns">Numbers per row.</param>
/// <param name="Title">The title of a picture of them.</param>
/// <param name="Cells">Allowed cells behind a picture of them; may be empty.</param>
internal sealed record Rows(float[] Values, int Columns, string Title, IReadOnlyList<PlotCell> Cells)
{
    public int Count => Values.Length / Columns;

    public ArraySegment<float> this[int row] => new(Values, row * Columns, Columns);

    /// <summary>The first two columns as a scatter plot.</summary>
    public ScatterPlot ToPlot()
    {
        if (Columns < 2)
        {
            throw new CliException($"a scatter plot needs two columns, these points have {Columns}");
        }

        return new ScatterPlot([.. Enumerable.Range(0, Count).Select(i => ((double)this[i][0], (double)this[i][1]))], Title, Cells);
    }
}
