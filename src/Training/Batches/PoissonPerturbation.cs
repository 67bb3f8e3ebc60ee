using GenPhys.Inference.Random;

namespace GenPhys.Training.Batches;

/// <summary>
/// The perturbation of PFGM (Xu et al. 2022, algorithm 3 and eq. 7): with m uniform on [0, M] and eps normal of deviation s,
/// x = y + |eps_x| (1 + tau)^m u and z = |eps_z| (1 + tau)^m, u uniform on the sphere. Where |eps_z| is below the guard, m is drawn
/// from [0, the smaller limit]: such points would reach far out at a tiny z, where the flow never comes.
/// </summary>
/// <param name="deviation">s, above 0.</param>
/// <param name="tau">tau, above 0.</param>
/// <param name="largest">M, above 0.</param>
/// <param name="guard">Guard on |eps_z|, 0 or more.</param>
/// <param name="largestBelowGuard">M below the guard.</param>
public sealed class PoissonPerturbation(double deviation, double tau, double largest, double guard, double largestBelowGuard) : Perturbation
{
    /// <inheritdoc/>
    public override void Fill(in NoiseKey key, long first, Span<double> levels, Span<double> noise)
    {
        var dimension = noise.Length / levels.Length;
        Span<double> uniform = stackalloc double[1];
        Span<double> vertical = stackalloc double[1];
        for (var i = 0; i < levels.Length; i++)
        {
            var own = key with { Row = (uint)(first + i) };
            var z = noise.Slice(i * dimension, dimension);
            Philox.FillUniform(own, uniform);
            Philox.FillNormal(own with { Stage = 1 }, vertical);
            Philox.FillNormal(own with { Purpose = NoisePurpose.TrainingNoise }, z);

            // An isotropic normal vector is |eps_x| u already. The same draw serves both limits, so m is uniform on either.
            var epsilon = deviation * Math.Abs(vertical[0]);
            var growth = Math.Exp(Math.Log(1 + tau) * uniform[0] * (epsilon < guard ? largestBelowGuard : largest));
            levels[i] = Math.Max(epsilon * growth, double.Epsilon * 1e16);
            foreach (ref var value in z)
            {
                value *= deviation * growth / levels[i];
            }
        }
    }
}
