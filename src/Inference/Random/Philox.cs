using System.Runtime.CompilerServices;

namespace GenPhys.Inference.Random;

/// <summary>
/// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw 2011). The key is the request's seed; the four
/// counter words are the element block, the row, the step, and purpose, stage and attempt packed together.
/// </summary>
public static class Philox
{
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;

    /// <summary>Ten rounds on one counter.</summary>
    /// <param name="key">The 64-bit key.</param>
    /// <param name="c0">Counter word 0.</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    /// <returns>128 random bits as two words; the first word holds output words 1 (high half) and 0 (low half).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong First, ulong Second) Block(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        var k0 = (uint)key;
        var k1 = (uint)(key >> 32);
        for (var round = 0; round < 10; round++)
        {
            var a = (ulong)MultiplierA * c0;
            var b = (ulong)MultiplierB * c2;
            c0 = (uint)(b >> 32) ^ c1 ^ k0;
            c1 = (uint)b;
            c2 = (uint)(a >> 32) ^ c3 ^ k1;
            c3 = (uint)a;
            k0 += WeylA;
            k1 += WeylB;
        }

        return (((ulong)c1 << 32) | c0, ((ulong)c3 << 32) | c2);
    }

    /// <summary>Uniform 64-bit words of a key, from element <paramref name="offset"/> on.</summary>
    /// <param name="key">The address of the stretch.</param>
    /// <param name="words">Receives the words.</param>
    /// <param name="offset">Index of the first element, 0 or more.</param>
    public static void FillWords(in NoiseKey key, Span<ulong> words, long offset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var packed = ((uint)key.Purpose << 24) | ((uint)key.Stage << 16) | key.Attempt;
        var i = 0;
        if ((offset & 1) == 1 && words.Length > 0)
        {
            words[i++] = Block(key.Seed, checked((uint)(offset >> 1)), key.Row, key.Step, packed).Second;
        }

        // Counters from here on; the last of them is checked before any is used.
        var block = checked((uint)((offset + i) >> 1));
        _ = checked((uint)((offset + words.Length - 1) >> 1));
        var vectors = PhiloxVectors.IsSupported ? (words.Length - i) / PhiloxVectors.Words * PhiloxVectors.Words : 0;
        if (vectors > 0)
        {
            PhiloxVectors.Fill(key.Seed, block, key.Row, key.Step, packed, words.Slice(i, vectors));
            i += vectors;
            block += (uint)(vectors / 2);
        }

        for (; i < words.Length; block++)
        {
            var (first, second) = Block(key.Seed, block, key.Row, key.Step, packed);
            words[i++] = first;
            if (i < words.Length)
            {
                words[i++] = second;
            }
        }
    }

    /// <summary>Uniform numbers in (0, 1): the centres of 2^53 equal cells, so neither end is ever drawn.</summary>
    /// <param name="key">The address of the stretch.</param>
    /// <param name="uniforms">Receives the numbers.</param>
    /// <param name="offset">Index of the first element.</param>
    public static void FillUniform(in NoiseKey key, Span<double> uniforms, long offset = 0)
    {
        Fill(key, uniforms, offset, static word => ToUniform(word));
    }

    /// <summary>Standard normal numbers by inversion (<see cref="NormalQuantile"/>), one per 64-bit word.</summary>
    /// <param name="key">The address of the stretch.</param>
    /// <param name="normals">Receives the numbers.</param>
    /// <param name="offset">Index of the first element.</param>
    public static void FillNormal(in NoiseKey key, Span<double> normals, long offset = 0)
    {
        Span<ulong> words = stackalloc ulong[256];
        for (var start = 0; start < normals.Length; start += words.Length)
        {
            var part = normals[start..Math.Min(normals.Length, start + words.Length)];
            FillWords(key, words[..part.Length], offset + start);
            NormalQuantile.OfWords(words[..part.Length], part);
        }
    }

    /// <summary>Rademacher signs, -1 or +1 with equal probability.</summary>
    /// <param name="key">The address of the stretch.</param>
    /// <param name="signs">Receives the signs.</param>
    /// <param name="offset">Index of the first element.</param>
    public static void FillSigns(in NoiseKey key, Span<double> signs, long offset = 0)
    {
        Fill(key, signs, offset, static word => (word >> 63) == 0 ? 1.0 : -1.0);
    }

    internal static double ToUniform(ulong word) => ((word >> 11) + 0.5) * (1.0 / 9007199254740992.0);

    private static void Fill(in NoiseKey key, Span<double> values, long offset, Func<ulong, double> map)
    {
        Span<ulong> words = stackalloc ulong[64];
        for (var start = 0; start < values.Length; start += words.Length)
        {
            var part = values[start..Math.Min(values.Length, start + words.Length)];
            FillWords(key, words[..part.Length], offset + start);
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = map(words[i]);
            }
        }
    }
}
