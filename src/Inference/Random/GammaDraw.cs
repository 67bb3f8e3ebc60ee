namespace GenPhys.Inference.Random;

/// <summary>
/// Gamma draws by counter (Marsaglia and Tsang 2000), from portable operations only. Rejections walk along the elements of
/// the key, so a draw never depends on another one.
/// </summary>
internal static class GammaDraw
{
    /// <summary>A draw of Gamma(shape, 1), shape above 0.</summary>
    public static double Of(in NoiseKey key, double shape)
    {
        // Below 1, Gamma(a) is Gamma(a + 1) U^(1/a); U is element 0, the rest belongs to the loop.
        var boost = 1.0;
        if (shape < 1)
        {
            Span<double> u = stackalloc double[1];
            Philox.FillUniform(key, u);
            boost = PortableExp.Of(Math.Max(-690, PortableLog.Of(u[0]) / shape));
            shape += 1;
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        Span<ulong> words = stackalloc ulong[2];
        for (var attempt = 1L; ; attempt++)
        {
            Philox.FillWords(key, words, 2 * attempt);
            var z = NormalQuantile.OfWord(words[0]);
            var v = 1 + (c * z);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (PortableLog.Of(Philox.ToUniform(words[1])) < (0.5 * z * z) + d - (d * v) + (d * PortableLog.Of(v)))
            {
                return boost * d * v;
            }
        }
    }
}
