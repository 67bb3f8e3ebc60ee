using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Square cells, drivable or not; outside of them nothing is drivable.</summary>
public sealed record RasterMap
{
    /// <summary>The lower corner of the cell in row 0 and column 0, <c>[2]</c>.</summary>
    public required double[] Origin { get; init; }

    /// <summary>The side of a cell, above 0.</summary>
    public required double Resolution { get; init; }

    /// <summary>Rows, along the second axis.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns, along the first axis.</summary>
    public required int Columns { get; init; }

    /// <summary>
    /// One bit per cell, row after row, the highest bit of a byte first, base64; 1 is drivable. The last byte is filled up with zeros.
    /// </summary>
    public required string Bits { get; init; }

    /// <summary>The cells.</summary>
    /// <returns>Whether each cell is drivable, <c>[rows, columns]</c>, row-major.</returns>
    /// <exception cref="FormatException"><see cref="Bits"/> is not base64.</exception>
    public bool[] Cells()
    {
        var bytes = Convert.FromBase64String(Bits);
        var cells = new bool[Rows * Columns];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = (bytes[i >> 3] >> (7 - (i & 7)) & 1) != 0;
        }

        return cells;
    }

    internal void Check(ConstraintChecker check, JsonPointer at)
    {
        var before = check.Found.Found.Count;
        check.Vector(Origin, at["origin"], 2);
        check.Above(Resolution, 0, at["resolution"]);
        check.Found.Between(Rows, 1, check.Limits.MaxRasterCells, at["rows"]);
        check.Found.Between(Columns, 1, check.Limits.MaxRasterCells, at["columns"]);
        check.Found.WithinLimit((long)Rows * Columns, check.Limits.MaxRasterCells, at["columns"]);
        if (check.Found.Found.Count > before)
        {
            return;
        }

        var needed = ((Rows * Columns) + 7) / 8;
        var bytes = new byte[needed + 3];
        if (!Convert.TryFromBase64String(Bits, bytes, out var written) || written != needed)
        {
            check.Found.Add(ErrorCode.Validation, at["bits"], $"bits must be base64 of {needed} bytes, one bit per cell.");
            return;
        }

        var cells = Cells();
        if (!cells.Contains(true))
        {
            check.Found.Add(ErrorCode.Validation, at["bits"], "No cell is drivable: nothing is allowed.");
        }

        check.Vertices(RasterOutline.Corners(this, cells), at["bits"]);
    }
}
