namespace GenPhys.Inference.Random;

/// <summary>
/// Poisson draws by counter (Ahrens, Dieter 1974): a gamma draw tells when event m comes, and halves what is left, so that any mean costs
/// its logarithm. The key's stages from 16 on, with the purpose of a radius, are its own.
/// </summary>
internal static class PoissonDraw
{
    private const double Small = 12;
    private const byte FirstStage = 16;

    /// <summary>A draw of the Poisson law, mean 0 or more.</summary>
    public static long Of(in NoiseKey key, double mean)
    {
        var stage = FirstStage;
        var count = 0L;
        while (mean > Small)
        {
            var m = (long)(0.875 * mean);
            var time = GammaDraw.Of(Stage(key, stage++), m);
            if (time > mean)
            {
                return count + Binomial(key, ref stage, m - 1, mean / time);
            }

            count += m;
            mean -= time;
        }

        // Events one by one.
        Span<double> uniform = stackalloc double[1];
        var last = Stage(key, stage);
        for (var element = 0L; ; element++)
        {
            Philox.FillUniform(last, uniform, element);
            mean += PortableLog.Of(uniform[0]);
            if (mean < 0)
            {
                return count + element;
            }
        }
    }

    // How many of n uniform numbers lie below p: the middle one, a beta draw, halves them.
    private static long Binomial(in NoiseKey key, ref byte stage, long n, double p)
    {
        var below = 0L;
        while (n > Small)
        {
            var a = (n / 2) + 1;
            var b = n + 1 - a;
            var x = GammaDraw.Of(Stage(key, stage++), a);
            x /= x + GammaDraw.Of(Stage(key, stage++), b);
            if (x >= p)
            {
                (n, p) = (a - 1, p / x);
            }
            else
            {
                (below, n, p) = (below + a, b - 1, (p - x) / (1 - x));
            }
        }

        Span<double> uniforms = stackalloc double[(int)Small];
        Philox.FillUniform(Stage(key, stage), uniforms);
        for (var i = 0; i < n; i++)
        {
            below += uniforms[i] < p ? 1 : 0;
        }

        return below;
    }

    private static NoiseKey Stage(in NoiseKey key, byte stage) => key with { Purpose = NoisePurpose.Radius, Stage = stage };
}
