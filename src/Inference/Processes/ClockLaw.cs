using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>
/// Gaussian noise whose variance is itself drawn: sqrt(2 s) g with g standard normal and s a random clock. Kernels of equations with
/// second and higher time derivatives are of this kind. One seed gives the same g for every clock.
/// </summary>
public abstract class ClockLaw : NoiseLaw
{
    /// <inheritdoc/>
    public sealed override void Draw(in NoiseKey key, Span<double> noise)
    {
        Philox.FillNormal(key, noise);

        // The clock has a purpose of its own; the stage tells whose clock it is.
        var scale = Math.Sqrt(2 * Clock(key with { Purpose = NoisePurpose.Radius, Stage = (byte)key.Purpose }));
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] *= scale;
        }
    }

    /// <summary>A draw of the clock.</summary>
    /// <param name="key">Address of the draw; its elements are the clock's own.</param>
    /// <returns>s, above 0.</returns>
    protected abstract double Clock(in NoiseKey key);
}
