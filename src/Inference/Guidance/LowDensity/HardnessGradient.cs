namespace GenPhys.Inference.Guidance.LowDensity;

/// <summary>
/// What the two forces ascend, as functions of features f. Towards hardness, L1 = ln softmax(H / tau)_y (Sehwag et al. 2022, eq. 4), with gradient
/// (h_y - sum_j w_j h_j) / tau, or H_y alone; towards real samples, L2 = -ln softmax(H' / tau)_real (eq. 6), with gradient -(1 - w_real)(h_real - h_synthetic) / tau.
/// </summary>
/// <param name="label">Own class; null for the force towards real samples.</param>
/// <param name="contrastive">Whether the own class is compared with all.</param>
/// <param name="temperature">tau, above 0.</param>
internal sealed class HardnessGradient(int? label, bool contrastive, double temperature)
{
    private double[] _hardness = [];
    private double[] _gradients = [];

    /// <summary>Writes the gradient, <c>[k]</c>, and returns the value.</summary>
    public double Evaluate(HardnessLevel level, ReadOnlySpan<double> f, Span<double> gradient)
    {
        gradient.Clear();
        if (label is not { } y)
        {
            // Ascending -ln softmax of the pair (real, synthetic) for the real one.
            return -Contrast([level.Real!, level.Synthetic!], 0, f, gradient, -1);
        }

        return contrastive ? Contrast(level.Classes, y, f, gradient, 1) : level.Classes[y].Hardness(f, gradient);
    }

    private double Contrast(IReadOnlyList<FeatureGaussian> gaussians, int own, ReadOnlySpan<double> f, Span<double> gradient, double sign)
    {
        var (count, k) = (gaussians.Count, f.Length);
        if (_hardness.Length < count || _gradients.Length < count * k)
        {
            (_hardness, _gradients) = (new double[count], new double[count * k]);
        }

        var largest = double.NegativeInfinity;
        for (var j = 0; j < count; j++)
        {
            _hardness[j] = gaussians[j].Hardness(f, _gradients.AsSpan(j * k, k)) / temperature;
            largest = Math.Max(largest, _hardness[j]);
        }

        var sum = 0.0;
        for (var j = 0; j < count; j++)
        {
            sum += Math.Exp(_hardness[j] - largest);
        }

        var value = _hardness[own] - largest - Math.Log(sum);
        for (var j = 0; j < count; j++)
        {
            // h_y - sum_j w_j h_j as a sum of w_j (h_y - h_j), which keeps its digits when w_y is nearly 1.
            var w = sign * Math.Exp(_hardness[j] - largest) / sum / temperature;
            for (var c = 0; c < k; c++)
            {
                gradient[c] += w * (_gradients[(own * k) + c] - _gradients[(j * k) + c]);
            }
        }

        return value;
    }
}
