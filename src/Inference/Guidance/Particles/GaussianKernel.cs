namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// Repulsion -grad_i sum_j exp(-|u_i - u_j|^2 / h) = (2/h) sum_j k_ij (u_i - u_j) between features u. Distances are taken by direct differences: a Gram
/// expansion cancels for close samples.
/// </summary>
/// <param name="bandwidth">h.</param>
/// <param name="wrapped">Whether features are angles, whose differences lie in (-pi, pi].</param>
internal sealed class GaussianKernel(Bandwidth bandwidth, bool wrapped = false)
{
    private double[] _squared = [];

    /// <summary>Adds the repulsion of n samples.</summary>
    /// <param name="features">u, <c>[n, features]</c>.</param>
    /// <param name="count">n, 2 or more.</param>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <param name="force">What is added to, <c>[n, features]</c>.</param>
    public void AddForces(ReadOnlySpan<double> features, int count, double noiseLevel, Span<double> force)
    {
        var k = features.Length / count;
        var pairs = count * (count - 1) / 2;
        if (_squared.Length < pairs)
        {
            _squared = new double[pairs];
        }

        var pair = 0;
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                var sum = 0.0;
                for (var c = 0; c < k; c++)
                {
                    var difference = Difference(features[(i * k) + c], features[(j * k) + c]);
                    sum += difference * difference;
                }

                _squared[pair++] = sum;
            }
        }

        var squared = _squared.AsSpan(0, pairs);
        var h = bandwidth.Of(squared, count, noiseLevel);
        pair = 0;
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                var push = 2 / h * Math.Exp(-squared[pair++] / h);
                for (var c = 0; c < k; c++)
                {
                    var f = push * Difference(features[(i * k) + c], features[(j * k) + c]);
                    force[(i * k) + c] += f;
                    force[(j * k) + c] -= f;
                }
            }
        }
    }

    /// <summary>An angle in (-pi, pi].</summary>
    public static double Wrap(double angle)
    {
        var turned = Math.IEEERemainder(angle, 2 * Math.PI);
        return turned <= -Math.PI ? Math.PI : turned;
    }

    private double Difference(double a, double b) => wrapped ? Wrap(a - b) : a - b;
}
