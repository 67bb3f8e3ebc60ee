namespace GenPhys.Inference.Guidance;

/// <summary>The noise levels at which a term acts, both ends included.</summary>
/// <param name="Low">Lowest level, 0 or more.</param>
/// <param name="High">Highest level.</param>
public readonly record struct NoiseInterval(double Low, double High)
{
    /// <summary>Every level.</summary>
    public static NoiseInterval All { get; } = new(0, double.PositiveInfinity);

    /// <summary>Whether a level lies inside.</summary>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <returns>True inside or at an end.</returns>
    public bool Contains(double noiseLevel) => noiseLevel >= Low && noiseLevel <= High;
}
