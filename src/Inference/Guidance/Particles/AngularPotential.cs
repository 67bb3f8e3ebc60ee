namespace GenPhys.Inference.Guidance.Particles;

/// <summary>Repulsion between angles theta = atan2(y, x) around a centre; several points of the plane are several angles.</summary>
/// <param name="bandwidth">h, in squared radians.</param>
/// <param name="indices">Coordinates x, y of each point, <c>[2 points]</c>.</param>
/// <param name="center">The centre, <c>[2]</c>.</param>
public sealed class AngularPotential(Bandwidth bandwidth, int[] indices, double[] center) : Potential
{
    // The angle turns infinitely fast at the centre.
    private const double Least = 1e-12;

    private readonly GaussianKernel _kernel = new(bandwidth, wrapped: true);
    private double[] _angles = [];
    private double[] _torques = [];

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var points = indices.Length / 2;
        var numbers = group.Count * points;
        if (_angles.Length < numbers)
        {
            _angles = new double[numbers];
            _torques = new double[numbers];
        }

        for (var i = 0; i < numbers; i++)
        {
            var (x, y) = Point(group, i / points, i % points);
            _angles[i] = Math.Atan2(y, x);
        }

        var torques = _torques.AsSpan(0, numbers);
        torques.Clear();
        _kernel.AddForces(_angles.AsSpan(0, numbers), group.Count, group.NoiseLevel, torques);
        for (var i = 0; i < numbers; i++)
        {
            var (row, point) = (i / points, i % points);
            var (x, y) = Point(group, row, point);
            var turn = torques[i] / ((x * x) + (y * y) + Least);
            group.Force[(row * group.Dimension) + indices[2 * point]] -= turn * y;
            group.Force[(row * group.Dimension) + indices[(2 * point) + 1]] += turn * x;
        }
    }

    private (double X, double Y) Point(in ParticleGroup group, int row, int point) => (
        group.X[(row * group.Dimension) + indices[2 * point]] - center[0],
        group.X[(row * group.Dimension) + indices[(2 * point) + 1]] - center[1]);
}
