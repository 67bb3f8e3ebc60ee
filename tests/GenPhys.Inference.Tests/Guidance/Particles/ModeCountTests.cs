using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Guidance.Particles;

public sealed class ModeCountTests
{
    [Fact]
    [Trait("Acceptance", "P1")]
    public void Expected_modes_have_their_published_values_and_agree_with_draws()
    {
        var ten = ModeCounts.Equal(10);
        Assert.Equal(6.5132, ModeCounts.Expected(ten, 10), 5e-5);
        Assert.Equal(3.4390, ModeCounts.Expected(ten, 4), 5e-5);
        Assert.Equal(8.7842, ModeCounts.Expected(ten, 20), 5e-5);
        Assert.Equal(0.9964, ModeCounts.StandardDeviation(10, 10), 5e-5);
        Assert.Equal(29.2897, ModeCounts.DrawsForAll(10), 5e-5);
        double[] seven = [0.4, .. Enumerable.Repeat(0.1, 6)];
        Assert.Equal(4.9019, ModeCounts.Expected(seven, 10), 5e-5);
        Assert.Equal(632.30, ModeCounts.Expected(ModeCounts.Equal(1000), 1000), 5e-3);

        const int sets = 20_000;
        var uniform = new double[10 * sets];
        Philox.FillUniform(new NoiseKey(1, 0, NoisePurpose.Data), uniform);
        var counts = uniform.Chunk(10).Select(set => (double)set.Select(u => u < 0.4 ? 0 : 1 + (int)((u - 0.4) / 0.1)).Distinct().Count()).ToArray();
        Assert.Equal(4.9019, counts.Average(), 0.03);
    }
}
