namespace GenPhys.Contracts;

/// <summary>Follows the border between drivable and other cells of a raster, so that a raster is a polygon like any other.</summary>
internal static class RasterOutline
{
    // Directions in order: +x, +y, -x, -y.
    private static readonly int[] Dx = [1, 0, -1, 0];
    private static readonly int[] Dy = [0, 1, 0, -1];

    /// <summary>The number of corners of the outline.</summary>
    public static long Corners(RasterMap map, bool[] cells)
    {
        var corners = 0L;
        for (var y = 0; y <= map.Rows; y++)
        {
            for (var x = 0; x <= map.Columns; x++)
            {
                var lower = (At(map, cells, x - 1, y - 1), At(map, cells, x, y - 1));
                var upper = (At(map, cells, x - 1, y), At(map, cells, x, y));

                // One or three of the four cells make one corner, two across the diagonal make two.
                corners += ((lower.Item1 ? 1 : 0) + (lower.Item2 ? 1 : 0) + (upper.Item1 ? 1 : 0) + (upper.Item2 ? 1 : 0)) switch
                {
                    1 or 3 => 1,
                    2 when lower.Item1 == upper.Item2 => 2,
                    _ => 0,
                };
            }
        }

        return corners;
    }

    /// <summary>The rings, in data units, with drivable cells on their left.</summary>
    public static double[][][] Trace(RasterMap map, bool[] cells)
    {
        // A lattice edge is named by its start and direction; each with a drivable cell on its left is walked once.
        var width = map.Columns + 1;
        var walked = new bool[width * (map.Rows + 1)];
        var rings = new List<double[][]>();
        for (var y = 0; y < map.Rows; y++)
        {
            for (var x = 0; x < map.Columns; x++)
            {
                if (At(map, cells, x, y) && !At(map, cells, x, y - 1) && !walked[(y * width) + x])
                {
                    rings.Add(Ring(map, cells, walked, x, y));
                }
            }
        }

        return [.. rings];
    }

    private static double[][] Ring(RasterMap map, bool[] cells, bool[] walked, int startX, int startY)
    {
        var width = map.Columns + 1;
        var ring = new List<double[]>();
        var (x, y, direction) = (startX, startY, 0);
        do
        {
            if (direction == 0)
            {
                walked[(y * width) + x] = true;
            }

            x += Dx[direction];
            y += Dy[direction];

            // Left turns first keep two drivable cells that meet at a corner in rings of their own.
            var next = IsBorder(map, cells, x, y, (direction + 1) & 3) ? (direction + 1) & 3
                : IsBorder(map, cells, x, y, direction) ? direction
                : (direction + 3) & 3;
            if (next != direction)
            {
                ring.Add([map.Origin[0] + (map.Resolution * x), map.Origin[1] + (map.Resolution * y)]);
            }

            direction = next;
        }
        while (x != startX || y != startY || direction != 0);
        return [.. ring];
    }

    /// <summary>Whether the lattice edge from (x, y) has a drivable cell on its left and none on its right.</summary>
    private static bool IsBorder(RasterMap map, bool[] cells, int x, int y, int direction) => direction switch
    {
        0 => At(map, cells, x, y) && !At(map, cells, x, y - 1),
        1 => At(map, cells, x - 1, y) && !At(map, cells, x, y),
        2 => At(map, cells, x - 1, y - 1) && !At(map, cells, x - 1, y),
        _ => At(map, cells, x, y - 1) && !At(map, cells, x - 1, y - 1),
    };

    private static bool At(RasterMap map, bool[] cells, int x, int y) =>
        x >= 0 && y >= 0 && x < map.Columns && y < map.Rows && cells[(y * map.Columns) + x];
}
