using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// A trained potential log Phi = sum over pairs i &lt; j of ln sigmoid(f) or of f (<see cref="PairForm"/>), with f the mean of a network at the two orders of the
/// pair, so that it does not change when samples change places (Corso et al. 2024, eq. 6). The network reads its samples over sqrt(s^2 + sigma^2), and
/// ln(sigma) / 4.
/// </summary>
internal sealed class PairNetworkPotential(INetworkEvaluator evaluator, PairForm form, double dataScale, double cost) : Potential
{
    private double[] _input = [];
    private double[] _noise = [];
    private double[] _number = [];

    public override bool InNormalisedUnits => true;

    public override double Cost => cost;

    public override void AddForces(in ParticleGroup group)
    {
        var (n, d) = (group.Count, group.Dimension);
        var (rows, width) = (n * (n - 1), evaluator.Inputs);
        if (_noise.Length < rows)
        {
            (_noise, _number, _input) = (new double[rows], new double[rows], new double[rows * width]);
        }

        var scale = 1 / Math.Sqrt((dataScale * dataScale) + (group.NoiseLevel * group.NoiseLevel));
        _noise.AsSpan(0, rows).Fill(0.25 * Math.Log(group.NoiseLevel));
        var row = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                Read(group, i, j, scale, _input.AsSpan(row++ * width, width));
                Read(group, j, i, scale, _input.AsSpan(row++ * width, width));
            }
        }

        Differentiate(rows);
        row = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                Pull(group.Force, i, j, scale, _input.AsSpan(row++ * width, width), d);
                Pull(group.Force, j, i, scale, _input.AsSpan(row++ * width, width), d);
            }
        }
    }

    public override void Dispose()
    {
        evaluator.Dispose();
        base.Dispose();
    }

    private void Read(in ParticleGroup group, int i, int j, double scale, Span<double> input)
    {
        var d = group.Dimension;
        for (var c = 0; c < d; c++)
        {
            var (a, b) = (scale * group.X[(i * d) + c], scale * group.X[(j * d) + c]);
            if (form == PairForm.Difference)
            {
                input[c] = a - b;
            }
            else
            {
                (input[c], input[d + c]) = (a, b);
            }
        }
    }

    private void Pull(Span<double> force, int i, int j, double scale, ReadOnlySpan<double> gradient, int d)
    {
        for (var c = 0; c < d; c++)
        {
            force[(i * d) + c] += scale * gradient[c];
            force[(j * d) + c] += scale * (form == PairForm.Difference ? -gradient[c] : gradient[d + c]);
        }
    }

    // Replaces the inputs by the gradient of the pair's share of log Phi, half of which comes from each order: sigmoid(-f) / 2, or 1 / 2.
    private void Differentiate(int rows)
    {
        var input = _input.AsSpan(0, rows * evaluator.Inputs);
        var number = _number.AsSpan(0, rows);
        try
        {
            evaluator.ForwardAndKeep(input, _noise.AsSpan(0, rows), number);
            for (var row = 0; row < rows; row += 2)
            {
                var f = 0.5 * (number[row] + number[row + 1]);
                number[row] = number[row + 1] = form == PairForm.Difference ? 0.5 / (1 + Math.Exp(f)) : 0.5;
            }

            evaluator.Backward(number, input);
        }
        finally
        {
            evaluator.Release();
        }
    }
}
