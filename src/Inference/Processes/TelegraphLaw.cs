using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// Where a particle is after a time that starts at 0 in a random direction, runs at speed 1 and turns at the times of a Poisson process
/// of rate epsilon (Kac 1974), by drawing the turns.
/// </summary>
/// <param name="epsilon">Rate of turning.</param>
/// <param name="t">Time.</param>
internal sealed class TelegraphLaw(double epsilon, double t) : NoiseLaw
{
    /// <inheritdoc/>
    public override void Draw(in NoiseKey key, Span<double> noise)
    {
        Span<double> uniforms = stackalloc double[64];
        Philox.FillUniform(key, uniforms);
        var direction = uniforms[0] < 0.5 ? -1.0 : 1.0;
        var (left, x) = (t, 0.0);
        for (var i = 1L; ; i++)
        {
            if (i % uniforms.Length == 0)
            {
                Philox.FillUniform(key, uniforms, i);
            }

            var run = Math.Min(left, -PortableLog.Of(uniforms[(int)(i % uniforms.Length)]) / epsilon);
            x += direction * run;
            left -= run;
            direction = -direction;
            if (left <= 0)
            {
                noise[0] = x;
                return;
            }
        }
    }
}
