using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Networks.Simd;

/// <summary>
/// SiLU(x) = x σ(x) with σ(x) = 1/(1 + e^−x), and its derivative, on 16 lanes of float32. Only operations that IEEE 754
/// fixes to the last bit are used, so that every processor gives the same result.
/// </summary>
internal static class Silu
{
    /// <summary>x σ(x), with σ to about 2 units in the last place; saturates at |x| = 87.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) => x / (Vector512<float>.One + Exp(-x));

    /// <summary>x σ(x), to the same bits, and its derivative σ (1 + x (1 − σ)) by the same exponential.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x, out Vector512<float> derivative)
    {
        var one = Vector512<float>.One;
        var denominator = one + Exp(-x);
        var sigmoid = one / denominator;
        derivative = sigmoid * Vector512.FusedMultiplyAdd(x, one - sigmoid, one);
        return x / denominator;
    }

    /// <summary>
    /// e^x = 2^n e^r with |r| ≤ ½ ln 2: e^r by its Taylor polynomial of degree 7, whose remainder r^8/8! stays under
    /// 6e-9. The range is cut at ±87, inside which 2^n is a normal number; NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp(Vector512<float> x)
    {
        // Vector512.Min/Max pass NaN on, and the conversion below sees it only as the factor of a finite 2^n.
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-87f)), Vector512.Create(87f));

        // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits of the mantissa.
        var magic = Vector512.Create(12582912f);
        var shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), magic);
        var n = shifted - magic;
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693145752f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.42860677e-6f), r);

        var p = Vector512.Create(1f / 5040);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);

        var scale = (shifted.AsInt32() << 23) + Vector512.Create(0x3F800000);
        return p * scale.AsSingle();
    }
}
