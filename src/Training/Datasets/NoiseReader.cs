using GenPhys.Inference.Random;

namespace GenPhys.Training.Datasets;

/// <summary>Reads the noise of one address number by number, for laws that need a varying amount of it.</summary>
public sealed class NoiseReader
{
    private readonly NoiseKey _key;
    private long _next;

    /// <summary>Starts at the first number of an address.</summary>
    /// <param name="key">The address.</param>
    public NoiseReader(in NoiseKey key) => _key = key;

    /// <summary>A uniform number in (0, 1).</summary>
    public double NextUniform()
    {
        Span<double> one = stackalloc double[1];
        Philox.FillUniform(_key, one, _next++);
        return one[0];
    }

    /// <summary>A standard normal number.</summary>
    public double NextNormal()
    {
        Span<double> one = stackalloc double[1];
        Philox.FillNormal(_key, one, _next++);
        return one[0];
    }

    /// <summary>A whole number in 0 .. <paramref name="bound"/> - 1, each equally likely.</summary>
    /// <param name="bound">Positive.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        Span<ulong> one = stackalloc ulong[1];
        Philox.FillWords(_key, one, _next++);
        return Below(one[0], bound);
    }

    /// <summary>A whole number in 0 .. <paramref name="bound"/> - 1 from a uniform word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="bound">Positive.</param>
    internal static int Below(ulong word, int bound) => (int)Math.BigMul(word, (ulong)bound, out _);
}
