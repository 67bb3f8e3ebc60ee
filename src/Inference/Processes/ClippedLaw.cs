using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Processes;

/// <summary>A law whose longer draws are brought to a sphere, their direction kept (Xu et al. 2022, on the heavy tail of PFGM's prior).</summary>
/// <param name="law">The law.</param>
/// <param name="longest">Largest norm, above 0.</param>
public sealed class ClippedLaw(NoiseLaw law, double longest) : NoiseLaw
{
    /// <inheritdoc/>
    public override void Draw(in NoiseKey key, Span<double> noise)
    {
        law.Draw(key, noise);
        var squares = 0.0;
        foreach (var x in noise)
        {
            squares += x * x;
        }

        var norm = Math.Sqrt(squares);
        if (norm > longest)
        {
            foreach (ref var x in noise)
            {
                x *= longest / norm;
            }
        }
    }
}
