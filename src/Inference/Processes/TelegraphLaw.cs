using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// Where a particle is after a time that starts at 0 in a random direction, runs at speed 1 and turns at the times of a Poisson process
/// of rate epsilon (Kac 1974): given n turns, the share of time spent in the first direction is Beta(floor(n/2) + 1, ceil(n/2)).
/// </summary>
/// <param name="epsilon">Rate of turning.</param>
/// <param name="t">Time.</param>
internal sealed class TelegraphLaw(double epsilon, double t) : NoiseLaw
{
    /// <inheritdoc/>
    public override void Draw(in NoiseKey key, Span<double> noise)
    {
        Span<double> uniform = stackalloc double[1];
        Philox.FillUniform(key, uniform);
        var turns = PoissonDraw.Of(key, epsilon * t);
        var share = 1.0;
        if (turns > 0)
        {
            var first = GammaDraw.Of(key with { Purpose = NoisePurpose.Radius, Stage = 0 }, (turns / 2) + 1);
            var second = GammaDraw.Of(key with { Purpose = NoisePurpose.Radius, Stage = 1 }, (turns + 1) / 2);
            share = first / (first + second);
        }

        noise[0] = (uniform[0] < 0.5 ? -t : t) * ((2 * share) - 1);
    }
}
