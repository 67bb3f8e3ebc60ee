using GenPhys.Inference.Random;

namespace GenPhys.Inference.Engine;

/// <summary>The law of a noise vector that a tick adds.</summary>
public abstract class NoiseLaw
{
    /// <summary>Independent standard normal coordinates.</summary>
    public static NoiseLaw Gaussian { get; } = new GaussianLaw();

    /// <summary>Draws one vector.</summary>
    /// <param name="key">Address of the draw.</param>
    /// <param name="noise">Receives the vector, <c>[dim]</c>.</param>
    public abstract void Draw(in NoiseKey key, Span<double> noise);

    private sealed class GaussianLaw : NoiseLaw
    {
        public override void Draw(in NoiseKey key, Span<double> noise) => Philox.FillNormal(key, noise);
    }
}
