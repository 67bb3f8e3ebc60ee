namespace GenPhys.Inference.Networks.Tiles;

/// <summary>
/// Cuts a number of rows into tiles of the sizes at hand at the least measured cost; the last tile may be part empty.
/// The choice never changes a result, only its time.
/// </summary>
internal sealed class TileCover
{
    private readonly int[] _next;
    private readonly int _bulk;

    /// <param name="tiles">Sizes and their costs in any one unit.</param>
    public TileCover(IReadOnlyList<(int Rows, double Cost)> tiles)
    {
        _bulk = tiles.MinBy(t => t.Cost / t.Rows).Rows;

        // Past twice the largest size, one more tile of the best rate never hurts.
        var most = 2 * tiles.Max(t => t.Rows);
        _next = new int[most + 1];
        var cost = new double[most + 1];
        for (var rows = 1; rows <= most; rows++)
        {
            cost[rows] = double.PositiveInfinity;
            foreach (var (size, price) in tiles)
            {
                var total = price + cost[Math.Max(0, rows - size)];
                if (total < cost[rows])
                {
                    (cost[rows], _next[rows]) = (total, size);
                }
            }
        }
    }

    /// <summary>Size of the next tile when so many rows are left, 1 or more.</summary>
    public int Next(int rows) => rows < _next.Length ? _next[rows] : _bulk;
}
