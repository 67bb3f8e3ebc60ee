using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Codes;

/// <summary>The encoder of a model's codes: logits of every code of a clean datum. Sampling needs none; it tells what the codes of given data are. Belongs to one thread.</summary>
public sealed class CodeEncoder : IDisposable
{
    private readonly INetworkEvaluator _network;

    internal CodeEncoder(INetworkEvaluator network) => _network = network;

    /// <summary>The logits of all slots, one slot after the other.</summary>
    /// <param name="points">Clean points in normalised units, <c>[rows, dim]</c>.</param>
    /// <returns><c>[rows, sum of sizes]</c>.</returns>
    public double[] Logits(double[] points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var rows = points.Length / _network.Inputs;
        var logits = new double[rows * _network.Outputs];
        _network.Forward(points, new double[rows], logits);
        return logits;
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
