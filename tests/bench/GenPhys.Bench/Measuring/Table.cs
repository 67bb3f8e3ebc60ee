namespace GenPhys.Bench.Measuring;

/// <summary>Rows of text that print as a markdown table.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns.", nameof(cells));
        }
        rows.Add(cells);
    }

    public override string ToString() => string.Join(
        Environment.NewLine,
        rows.Prepend(columns.Select(_ => "---").ToArray()).Prepend(columns).Select(cells => $"| {string.Join(" | ", cells)} |"));
}
