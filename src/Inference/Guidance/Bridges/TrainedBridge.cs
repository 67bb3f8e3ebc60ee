using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.Bridges;

/// <summary>
/// A bridge b as part of a network's denoiser (Naderiparizi et al. 2025, eqs. 10 to 12): what the network is told of it, and whether it is added. Training and
/// serving both go through here. It has scratch memory: one thread at a time.
/// </summary>
public sealed class TrainedBridge
{
    private readonly LaneTerm _term;
    private readonly double _sigmaData;

    internal TrainedBridge(LaneTerm term, BridgeArchitecture use, double sigmaData) => (_term, Use, _sigmaData) = (term, use, sigmaData);

    /// <summary>How the network uses it.</summary>
    public BridgeArchitecture Use { get; }

    /// <summary>Whether the network reads it.</summary>
    public bool Told => Use != BridgeArchitecture.Db;

    /// <summary>Whether it is added to the score.</summary>
    public bool Added => Use != BridgeArchitecture.C;

    /// <summary>Price of one evaluation, in millions of floating-point operations.</summary>
    /// <param name="dimension">Coordinates of a state.</param>
    public double Cost(int dimension) => _term.Cost(dimension);

    /// <summary>Columns of the network's input behind the state.</summary>
    /// <param name="dimension">Coordinates of a state.</param>
    /// <returns>Two per coordinate where the network is told, else none.</returns>
    public int Columns(int dimension) => Told ? 2 * dimension : 0;

    /// <summary>The bridge at one state.</summary>
    /// <param name="x">The state, <c>[dim]</c>, in variance-exploding coordinates and normalised units.</param>
    /// <param name="sigma">Noise level, above 0.</param>
    /// <param name="b">Receives b, <c>[dim]</c>.</param>
    public void Write(ReadOnlySpan<double> x, double sigma, Span<double> b)
    {
        var report = LaneReport.None;
        b.Clear();
        _term.Write(new GuidanceLane(default, sigma, x, x, b), ref report);
        var weight = _term.WeightAt(sigma);
        foreach (ref var value in b)
        {
            value *= weight;
        }
    }

    /// <summary>sigma^2 / sqrt(sigma^2 + sigma_d^2): a bridge that grows as 1/sigma^2 stays as large as the data are at every level.</summary>
    /// <param name="sigma">Noise level, above 0.</param>
    public double Rescaling(double sigma) => sigma * sigma / Math.Sqrt((sigma * sigma) + (_sigmaData * _sigmaData));

    /// <summary>What the network is told: the rescaled bridge, and where it is not 0.</summary>
    /// <param name="b">The bridge, <c>[dim]</c>.</param>
    /// <param name="sigma">Noise level, above 0.</param>
    /// <param name="columns">Receives the <see cref="Columns"/> numbers.</param>
    public void WriteColumns(ReadOnlySpan<double> b, double sigma, Span<double> columns)
    {
        if (!Told)
        {
            return;
        }

        for (var j = 0; j < b.Length; j++)
        {
            columns[j] = Rescaling(sigma) * b[j];
            columns[b.Length + j] = b[j] == 0 ? 0 : 1;
        }
    }
}
