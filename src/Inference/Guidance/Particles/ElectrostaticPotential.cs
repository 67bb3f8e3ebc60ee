namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// Repulsion of charges: -grad_i sum_j k_ij with the Green's function k = rho^-p of the augmented space, p = N + D - 2 (Xu et al. 2023, PFGM++), at softened
/// distances rho^2 = (|x_i - x_j|^2 + e^2) / l^2 in units of a length l; for p = 0 k is -ln rho. Powers are taken of logarithms, because p may be
/// thousands.
/// </summary>
/// <param name="bandwidth">l^2; by the median rule the squared median distance.</param>
/// <param name="exponent">p, 0 or more.</param>
/// <param name="softening">e, above 0; a hundredth of l where null.</param>
/// <param name="indices">Coordinates that are compared.</param>
public sealed class ElectrostaticPotential(Bandwidth bandwidth, double exponent, double? softening, int[] indices) : Potential
{
    // exp(600) is finite, and so are its products with any distance that a sampler meets.
    private const double LargestLogarithm = 600;
    private const double Least = 1e-24;

    private readonly SomeCoordinates _coordinates = new(indices);
    private double[] _squared = [];

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var (n, k) = (group.Count, indices.Length);
        var points = _coordinates.Read(group, out var force);
        if (_squared.Length < n * (n - 1) / 2)
        {
            _squared = new double[n * (n - 1) / 2];
        }

        var pair = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                var sum = 0.0;
                for (var c = 0; c < k; c++)
                {
                    var difference = points[(i * k) + c] - points[(j * k) + c];
                    sum += difference * difference;
                }

                _squared[pair++] = sum;
            }
        }

        var squared = _squared.AsSpan(0, pair);
        var length2 = Math.Max(bandwidth.IsMedian ? bandwidth.MedianSquare(squared) : bandwidth.Of(squared, n, group.NoiseLevel), Least);
        var soft2 = softening * softening ?? 1e-4 * length2;
        pair = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                // (p / l^2) (rho^2)^-(p/2 + 1) (x_i - x_j); without p for the logarithm.
                var logarithm = -((0.5 * exponent) + 1) * Math.Log((squared[pair++] + soft2) / length2);
                var push = (exponent > 0 ? exponent : 1) / length2 * Math.Exp(Math.Min(logarithm, LargestLogarithm));
                for (var c = 0; c < k; c++)
                {
                    var f = push * (points[(i * k) + c] - points[(j * k) + c]);
                    force[(i * k) + c] += f;
                    force[(j * k) + c] -= f;
                }
            }
        }

        _coordinates.AddBack(group);
    }
}
