using System.Runtime.Intrinsics;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Random;

public sealed class ExpVectorsTests
{
    [Fact]
    public void It_agrees_with_the_library_to_the_last_bits_over_all_of_its_range()
    {
        var worst = 0.0;
        for (var i = 0; i <= 707_000; i += Vector512<double>.Count)
        {
            var x = Vector512.Create(-1e-3 * i) - (Vector512.CreateSequence(0.0, 1.0) * 1e-3);
            x = Vector512.Max(x, Vector512.Create(-707.0));
            var found = ExpVectors.Of(x);
            for (var lane = 0; lane < Vector512<double>.Count; lane++)
            {
                worst = Math.Max(worst, Math.Abs((found[lane] / Math.Exp(x[lane])) - 1));
            }
        }

        Assert.InRange(worst, 0, 4.5e-16);
        Assert.Equal(1, ExpVectors.Of(Vector512<double>.Zero)[0]);
    }

    // At an odd multiple of ln(2)/2 the series is longest, and the rounding to an integer goes either way.
    [Fact]
    public void It_is_as_exact_where_two_powers_of_two_meet()
    {
        for (var n = 0; n < 1000; n++)
        {
            var x = -((n + 0.5) * Math.Log(2));
            foreach (var near in (double[])[Math.BitDecrement(x), x, Math.BitIncrement(x)])
            {
                Assert.Equal(1, ExpVectors.Of(Vector512.Create(near))[3] / Math.Exp(near), 4.5e-16);
            }
        }
    }
}
