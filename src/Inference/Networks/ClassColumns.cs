namespace GenPhys.Inference.Networks;

/// <summary>
/// How a network is told a class: one column per class and one for "no class", of which one is 1 (Ho, Salimans 2021, whose null token is the last column
/// here). They stand behind the coordinates of a state and are not scaled.
/// </summary>
public static class ClassColumns
{
    /// <summary>Columns beside the coordinates.</summary>
    /// <param name="classes">Classes; 0 for a network without a condition.</param>
    /// <returns>0, or <paramref name="classes"/> + 1.</returns>
    public static int Width(int classes) => classes == 0 ? 0 : classes + 1;

    /// <summary>Writes the columns of one row.</summary>
    /// <param name="condition">0 for none, else 1 and the class.</param>
    /// <param name="columns">Receives them, <c>[classes + 1]</c>.</param>
    public static void Fill(int condition, Span<double> columns)
    {
        columns.Clear();
        columns[condition == 0 ? ^1 : condition - 1] = 1;
    }
}
