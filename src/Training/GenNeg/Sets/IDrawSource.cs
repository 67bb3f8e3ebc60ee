namespace GenPhys.Training.GenNeg;

/// <summary>Where samples to be labelled come from.</summary>
internal interface IDrawSource
{
    /// <summary>Draws some samples; the same request gives the same ones.</summary>
    /// <param name="request">Number of the request, from 0.</param>
    /// <param name="rows">Samples, 1 or more.</param>
    /// <param name="ct">Stops.</param>
    Task<Drawn> DrawAsync(int request, int rows, CancellationToken ct);
}

/// <summary>Samples to be labelled.</summary>
/// <param name="Points">In data units, <c>[rows, dim]</c>.</param>
/// <param name="Failed">Rows that left the finite numbers, which count for nothing.</param>
/// <param name="LogWeights">Logarithms of the weights, <c>[rows]</c>; null where all count alike.</param>
internal sealed record Drawn(double[] Points, IReadOnlySet<int> Failed, double[]? LogWeights);
