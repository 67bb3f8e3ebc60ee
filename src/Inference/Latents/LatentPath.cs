namespace GenPhys.Inference.Latents;

/// <summary>The weights of a way through ends, visited in order.</summary>
internal static class LatentPath
{
    /// <summary>Rows of weights; an end that two legs share is there once.</summary>
    /// <param name="ends">Ends, 2 or more.</param>
    /// <param name="steps">Points of a leg, both ends included, 2 or more.</param>
    /// <returns>Weights, <c>[(ends - 1)(steps - 1) + 1][ends]</c>; every row sums to 1.</returns>
    public static double[][] Through(int ends, int steps)
    {
        var rows = new List<double[]>();
        for (var leg = 0; leg + 1 < ends; leg++)
        {
            for (var i = leg == 0 ? 0 : 1; i < steps; i++)
            {
                var s = i / (steps - 1.0);
                var row = new double[ends];
                (row[leg], row[leg + 1]) = (1 - s, s);
                rows.Add(row);
            }
        }

        return [.. rows];
    }
}
