namespace GenPhys.Contracts.Validation;

/// <summary>The rules on latent codes that need no model.</summary>
internal static class CodeRules
{
    private const int MostFaults = 16;

    /// <summary>Requires one list for all rows or one list per row, of numbers of 0 or more; tells of the first faults only.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="codes">The codes; null passes.</param>
    /// <param name="rows">Rows of the request.</param>
    /// <param name="at">Where they stand in the request.</param>
    public static void Check(Violations found, IReadOnlyList<int[]>? codes, int rows, JsonPointer at)
    {
        if (codes is null)
        {
            return;
        }

        if (codes.Count != 1 && codes.Count != rows)
        {
            found.Add(ErrorCode.Validation, at, $"{at.Name} takes one list for all rows, or one list for each of the {rows}, and has {codes.Count}.");
        }

        var before = found.Found.Count;
        for (var row = 0; row < codes.Count && found.Found.Count < before + MostFaults; row++)
        {
            if (codes[row] is null)
            {
                found.Add(ErrorCode.Validation, at[row], "A list of codes is empty at least, not null.");
                continue;
            }

            for (var slot = 0; slot < codes[row].Length; slot++)
            {
                found.AtLeast(codes[row][slot], 0, at[row][slot]);
            }
        }
    }
}
