namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// The direction of Stein variational gradient descent (Liu, Wang 2016, eq. 8), psi(x_i) = sum_j [k(x_j, x_i) s(x_j) + grad_j k(x_j, x_i)] / (n - 1), added
/// to the model's own score s. It is no gradient of a potential; a baseline to compare others with.
/// </summary>
/// <param name="bandwidth">h.</param>
public sealed class SvgdPotential(Bandwidth bandwidth) : Potential
{
    private double[] _squared = [];

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var (n, d) = (group.Count, group.Dimension);
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
                for (var c = 0; c < d; c++)
                {
                    var difference = group.X[(i * d) + c] - group.X[(j * d) + c];
                    sum += difference * difference;
                }

                _squared[pair++] = sum;
            }
        }

        var h = bandwidth.Of(_squared.AsSpan(0, pair), n, group.NoiseLevel);
        pair = 0;
        for (var i = 0; i < n; i++)
        {
            Add(group, i, i, 1, h);
            for (var j = i + 1; j < n; j++)
            {
                var k = Math.Exp(-_squared[pair++] / h);
                Add(group, i, j, k, h);
                Add(group, j, i, k, h);
            }
        }
    }

    private static void Add(in ParticleGroup group, int i, int j, double k, double h)
    {
        var d = group.Dimension;
        for (var c = 0; c < d; c++)
        {
            var repulsion = 2 / h * (group.X[(i * d) + c] - group.X[(j * d) + c]);
            group.Force[(i * d) + c] += k * (group.Score(j, c) + repulsion) / (group.Count - 1);
        }
    }
}
