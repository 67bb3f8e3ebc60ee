using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// A trained potential log Phi = sum over pairs i &lt; j of ln sigmoid(f), with f the mean of a network at the two signs of
/// (x_i - x_j) / sqrt(s^2 + sigma^2) and at ln(sigma) / 4, so that it does not change when samples change places (Corso et al. 2024, eq. 6).
/// </summary>
internal sealed class PairNetworkPotential(INetworkEvaluator evaluator, double dataScale, double cost) : Potential
{
    private double[] _input = [];
    private double[] _noise = [];
    private double[] _logit = [];

    public override bool InNormalisedUnits => true;

    public override double Cost => cost;

    public override void AddForces(in ParticleGroup group)
    {
        var (n, d) = (group.Count, group.Dimension);
        var pairs = n * (n - 1) / 2;
        if (_noise.Length < 2 * pairs)
        {
            _noise = new double[2 * pairs];
            _logit = new double[2 * pairs];
            _input = new double[2 * pairs * d];
        }

        var scale = 1 / Math.Sqrt((dataScale * dataScale) + (group.NoiseLevel * group.NoiseLevel));
        _noise.AsSpan(0, 2 * pairs).Fill(0.25 * Math.Log(group.NoiseLevel));
        var pair = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++, pair++)
            {
                for (var c = 0; c < d; c++)
                {
                    var difference = scale * (group.X[(i * d) + c] - group.X[(j * d) + c]);
                    _input[(2 * pair * d) + c] = difference;
                    _input[(((2 * pair) + 1) * d) + c] = -difference;
                }
            }
        }

        Differentiate(pairs, d);
        pair = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++, pair++)
            {
                for (var c = 0; c < d; c++)
                {
                    var f = scale * (_input[(2 * pair * d) + c] - _input[(((2 * pair) + 1) * d) + c]);
                    group.Force[(i * d) + c] += f;
                    group.Force[(j * d) + c] -= f;
                }
            }
        }
    }

    public override void Dispose()
    {
        evaluator.Dispose();
        base.Dispose();
    }

    // Replaces the inputs by the gradient of ln sigmoid: sigmoid(-f) / 2 to each of the two signs.
    private void Differentiate(int pairs, int dimension)
    {
        var input = _input.AsSpan(0, 2 * pairs * dimension);
        var logit = _logit.AsSpan(0, 2 * pairs);
        try
        {
            evaluator.ForwardAndKeep(input, _noise.AsSpan(0, 2 * pairs), logit);
            for (var pair = 0; pair < pairs; pair++)
            {
                var f = 0.5 * (logit[2 * pair] + logit[(2 * pair) + 1]);
                logit[2 * pair] = logit[(2 * pair) + 1] = 0.5 / (1 + Math.Exp(f));
            }

            evaluator.Backward(logit, input);
        }
        finally
        {
            evaluator.Release();
        }
    }
}
