using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenPhys.Bench.Measuring;

/// <summary>
/// The most float32 operations that one core does in a second: fused multiply-adds on registers alone, enough of them at a
/// time to hide their latency. No network can be faster.
/// </summary>
internal static class PeakRate
{
    private const int Rounds = 2_000_000;
    private const int Chains = 12;

    /// <summary>Operations per second, a multiply-add counting as two; the best of several stretches.</summary>
    public static double Measure()
    {
        var best = 0.0;
        for (var i = 0; i < 8; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var lanes = Vector512.IsHardwareAccelerated ? Run512(Rounds) : Run256(Rounds);
            best = Math.Max(best, 2.0 * lanes * Chains * Rounds / Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Run512(int rounds)
    {
        var (x, y) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var n = 0; n < rounds; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }
        var sum = a + b + c + d + e + f + g + h + i + j + k + l;
        return Vector512.Sum(sum) > 0 ? Vector512<float>.Count : throw new InvalidOperationException("The sum of positive numbers is not positive.");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Run256(int rounds)
    {
        var (x, y) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var n = 0; n < rounds; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }
        var sum = a + b + c + d + e + f + g + h + i + j + k + l;
        return Vector256.Sum(sum) > 0 ? Vector256<float>.Count : throw new InvalidOperationException("The sum of positive numbers is not positive.");
    }
}
