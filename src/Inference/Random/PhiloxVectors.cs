using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GenPhys.Inference.Random;

/// <summary>
/// Eight Philox counters at a time. Only integer operations, so every width gives the bits of <see cref="Philox.Block"/>; where the
/// processor has no 256-bit integers, the caller takes the counters one by one.
/// </summary>
internal static class PhiloxVectors
{
    /// <summary>Words that one step yields: two per counter.</summary>
    public const int Words = 16;

    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;

    /// <summary>Whether eight at a time are faster than one.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The words of consecutive counters.</summary>
    /// <param name="key">The 64-bit key.</param>
    /// <param name="c0">Counter word 0 of the first; the others count on from it without overflow.</param>
    /// <param name="c1">Counter word 1 of all.</param>
    /// <param name="c2">Counter word 2 of all.</param>
    /// <param name="c3">Counter word 3 of all.</param>
    /// <param name="words">Receives the words; a multiple of <see cref="Words"/>.</param>
    public static void Fill(ulong key, uint c0, uint c1, uint c2, uint c3, Span<ulong> words)
    {
        // In this order the two results of a counter come to stand side by side when halves of 128 bits are interleaved.
        var counters = Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7) + Vector512.Create((ulong)c0);
        for (var i = 0; i < words.Length; i += Words)
        {
            var (low, high) = Block(key, counters, Vector512.Create((ulong)c1), Vector512.Create((ulong)c2), Vector512.Create((ulong)c3));
            low.CopyTo(words[i..]);
            high.CopyTo(words[(i + 8)..]);
            counters += Vector512.Create(8UL);
        }
    }

    // Every element holds a 32-bit word in its lower half; what the upper half holds is of no account until the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<ulong> Low, Vector512<ulong> High) Block(
        ulong key, Vector512<ulong> c0, Vector512<ulong> c1, Vector512<ulong> c2, Vector512<ulong> c3)
    {
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        var (multiplierA, multiplierB) = (Vector512.Create((ulong)MultiplierA), Vector512.Create((ulong)MultiplierB));
        for (var round = 0; round < 10; round++)
        {
            var a = Multiply(multiplierA, c0);
            var b = Multiply(multiplierB, c2);
            c0 = (b >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c1 = b;
            c2 = (a >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c3 = a;
            k0 += WeylA;
            k1 += WeylB;
        }

        var lower = Vector512.Create((ulong)uint.MaxValue);
        return Interleave((c1 << 32) | (c0 & lower), (c3 << 32) | (c2 & lower));
    }

    // The products of the lower 32 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.IsSupported
        ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32())
        : Vector512.Create(
            Avx2.Multiply(a.GetLower().AsUInt32(), b.GetLower().AsUInt32()), Avx2.Multiply(a.GetUpper().AsUInt32(), b.GetUpper().AsUInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<ulong> Low, Vector512<ulong> High) Interleave(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.IsSupported
        ? (Avx512F.UnpackLow(a, b), Avx512F.UnpackHigh(a, b))
        : (Vector512.Create(Avx2.UnpackLow(a.GetLower(), b.GetLower()), Avx2.UnpackLow(a.GetUpper(), b.GetUpper())),
            Vector512.Create(Avx2.UnpackHigh(a.GetLower(), b.GetLower()), Avx2.UnpackHigh(a.GetUpper(), b.GetUpper())));
}
