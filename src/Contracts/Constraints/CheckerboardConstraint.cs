using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Every other cell of a board in the plane: cell (i, j) is allowed when i + j has the given parity.</summary>
public sealed record CheckerboardConstraint : ConstraintSpec
{
    private const int MaxCells = 1_000_000;

    /// <summary>The lower corner of cell (0, 0), <c>[2]</c>.</summary>
    public required double[] Origin { get; init; }

    /// <summary>The side of a cell, above 0.</summary>
    public required double Cell { get; init; }

    /// <summary>Cells along the first axis, 1 to 1,000,000.</summary>
    public required int Columns { get; init; }

    /// <summary>Cells along the second axis, 1 to 1,000,000.</summary>
    public required int Rows { get; init; }

    /// <summary>0 or 1: what (i + j) mod 2 is in an allowed cell.</summary>
    public required int Parity { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => 2;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.Vector(Origin, at["origin"], 2);
        check.Above(Cell, 0, at["cell"]);
        check.Found.Between(Columns, 1, MaxCells, at["columns"]);
        check.Found.Between(Rows, 1, MaxCells, at["rows"]);
        check.Found.Between(Parity, 0, 1, at["parity"]);
        check.AtLeast(Cell * Math.Max(Columns, Rows), 0, at["cell"]);
        if (Columns == 1 && Rows == 1 && Parity == 1)
        {
            check.Found.Add(ErrorCode.Validation, at["parity"], "The board has one cell, and parity 1 forbids it: nothing is allowed.");
        }
    }
}
