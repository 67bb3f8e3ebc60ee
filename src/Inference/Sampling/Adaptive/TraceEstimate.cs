using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Adaptive;

/// <summary>
/// How the divergence of the flow is read off: lanes with cotangents, gathered in channels whose rates sum to one estimate
/// of tr dD/dx each. An exact trace is one channel of dim basis vectors; Hutchinson's is one channel per probe.
/// </summary>
public sealed class TraceEstimate
{
    private TraceEstimate(IReadOnlyList<Cotangent> cotangents, int channels, int dimension, bool isExact) =>
        (Cotangents, Channels, Dimension, IsExact) = (cotangents, channels, dimension, isExact);

    /// <summary>Whether the trace is exact.</summary>
    public bool IsExact { get; }

    /// <summary>One cotangent per lane; lane i belongs to channel i * Channels / lanes.</summary>
    public IReadOnlyList<Cotangent> Cotangents { get; }

    /// <summary>Independent estimates carried along.</summary>
    public int Channels { get; }

    /// <summary>Coordinates of a state: the trace of the identity.</summary>
    public int Dimension { get; }

    /// <summary>The exact trace: dim lanes an evaluation.</summary>
    /// <param name="dimension">Coordinates.</param>
    /// <returns>The estimate.</returns>
    public static TraceEstimate Exact(int dimension) =>
        new([.. Enumerable.Range(0, dimension).Select(i => new BasisCotangent(i))], 1, dimension, isExact: true);

    /// <summary>Hutchinson's estimate with Rademacher probes: one lane an evaluation for each.</summary>
    /// <param name="dimension">Coordinates.</param>
    /// <param name="probes">Probes, 1 to 256.</param>
    /// <returns>The estimate.</returns>
    public static TraceEstimate Hutchinson(int dimension, int probes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probes, 256);
        return new([.. Enumerable.Range(0, probes).Select(p => new RademacherCotangent((byte)p))], probes, dimension, isExact: false);
    }

    internal IEnumerable<ScalarTerm> Rates(int channel, double scale)
    {
        var lanes = Cotangents.Count / Channels;
        return Enumerable.Range(channel * lanes, lanes).Select(lane => new ScalarTerm(ScalarSource.Rate, lane, scale));
    }
}
