namespace GenPhys.Inference.Networks;

/// <summary>
/// The noise embedding e(c) = [cos(a_0), …, cos(a_{n−1}), sin(a_0), …, sin(a_{n−1})], a_i = scale · c · 10000^(−i/n)
/// (the positional embedding of Vaswani et al. 2017 of a continuous position). Always formed in float64: with a scale
/// of 1000 the largest angle would lose four digits in float32.
/// </summary>
internal static class SinusoidalEmbedding
{
    public const double Base = 10_000;

    /// <summary>scale · 10000^(−i/n) for i in 0..n−1, n = width/2.</summary>
    public static double[] Frequencies(int width, double scale)
    {
        var half = width / 2;
        var frequencies = new double[half];
        for (var i = 0; i < half; i++)
        {
            frequencies[i] = scale * Math.Pow(Base, -(double)i / half);
        }

        return frequencies;
    }

    /// <summary>Fills e <c>[width]</c> for one c_noise.</summary>
    public static void Embed(double noise, ReadOnlySpan<double> frequencies, Span<double> embedding)
    {
        for (var i = 0; i < frequencies.Length; i++)
        {
            var (sin, cos) = Math.SinCos(noise * frequencies[i]);
            embedding[i] = cos;
            embedding[frequencies.Length + i] = sin;
        }
    }
}
