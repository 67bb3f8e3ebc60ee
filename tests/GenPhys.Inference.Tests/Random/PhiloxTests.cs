using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Random;

public sealed class PhiloxTests
{
    // Known answers published with the Random123 library for philox4x32-10.
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    public void Block_gives_the_published_words(uint counter, uint key, uint w0, uint w1, uint w2, uint w3)
    {
        var (first, second) = Philox.Block(((ulong)key << 32) | key, counter, counter, counter, counter);
        Assert.Equal(((ulong)w1 << 32) | w0, first);
        Assert.Equal(((ulong)w3 << 32) | w2, second);
    }

    [Fact]
    public void Normals_are_golden()
    {
        Span<double> normals = stackalloc double[4];
        Philox.FillNormal(new NoiseKey(7, 3, NoisePurpose.Step, 5, 1, 2), normals);
        Assert.Equal(GoldenNormals, normals.ToArray());
    }

    private static readonly double[] GoldenNormals = [1.1255700099752375, -0.25888594818341509, 0.40544399939330783, -0.92284991917975334];

    [Fact]
    public void A_stretch_read_in_parts_equals_the_stretch_read_at_once()
    {
        var key = new NoiseKey(123456789, 42, NoisePurpose.Prior);
        var whole = new double[301];
        Philox.FillNormal(key, whole);
        foreach (var start in new[] { 0, 1, 2, 63, 64, 65, 300 })
        {
            var part = new double[301 - start];
            Philox.FillNormal(key, part, start);
            Assert.Equal(whole[start..], part);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    public void Many_at_a_time_are_the_same_bits_as_one_by_one(long offset)
    {
        var key = new NoiseKey(123456789012345, 42, NoisePurpose.MonteCarlo, 77, 3, 9);
        var packed = ((uint)key.Purpose << 24) | ((uint)key.Stage << 16) | key.Attempt;
        var (words, normals) = (new ulong[20_011], new double[20_011]);
        Philox.FillWords(key, words, offset);
        Philox.FillNormal(key, normals, offset);
        for (var i = 0; i < words.Length; i++)
        {
            var (first, second) = Philox.Block(key.Seed, (uint)((offset + i) >> 1), key.Row, key.Step, packed);
            Assert.Equal(((offset + i) & 1) == 0 ? first : second, words[i]);
            Assert.Equal(BitConverter.DoubleToInt64Bits(NormalQuantile.OfWord(words[i])), BitConverter.DoubleToInt64Bits(normals[i]));
        }
    }

    [Fact]
    public void Words_from_the_far_tails_are_the_same_bits_many_at_a_time()
    {
        var words = new ulong[72];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (i % 3) switch { 0 => (ulong)i << 11, 1 => ulong.MaxValue - ((ulong)i << 13), _ => (ulong)i << 57 };
        }

        var normals = new double[words.Length];
        NormalQuantile.OfWords(words, normals);
        Assert.Equal(words.Select(NormalQuantile.OfWord), normals);
        Assert.True(normals.Max() > 7.9 && normals.Min() < -7.9);
    }

    [Fact]
    public void Every_member_of_the_key_changes_the_noise()
    {
        var key = new NoiseKey(1, 1, NoisePurpose.Step, 1, 1, 1);
        NoiseKey[] others =
        [
            key with { Seed = 2 }, key with { Seed = 1UL << 40 }, key with { Row = 2 }, key with { Purpose = NoisePurpose.Restart },
            key with { Step = 2 }, key with { Stage = 2 }, key with { Attempt = 2 },
        ];
        var seen = others.Append(key).Select(k =>
        {
            var words = new ulong[1];
            Philox.FillWords(k, words);
            return words[0];
        });
        Assert.Equal(others.Length + 1, seen.Distinct().Count());
    }

    [Fact]
    public void Normals_have_the_moments_and_the_distribution_of_the_normal_law()
    {
        const int n = 400_000;
        var x = new double[n];
        Philox.FillNormal(new NoiseKey(99, 0, NoisePurpose.Prior), x);
        Assert.Equal(0, x.Average(), 4.0 / Math.Sqrt(n));
        Assert.Equal(1, x.Average(v => v * v), 4.0 * Math.Sqrt(2.0 / n));
        Assert.Equal(0, x.Average(v => v * v * v), 4.0 * Math.Sqrt(15.0 / n));
        Assert.Equal(3, x.Average(v => v * v * v * v), 4.0 * Math.Sqrt(96.0 / n));
        Assert.Equal(0, x.Zip(x.Skip(1), (a, b) => a * b).Average(), 4.0 / Math.Sqrt(n));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.025, -1.959963984540054)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(1e-15, -7.941345326170998)]
    public void Quantiles_match_reference_values(double p, double z)
    {
        Assert.Equal(z, NormalQuantile.Of(p), 1e-13 * Math.Max(1, Math.Abs(z)));
    }

    [Fact]
    public void The_portable_logarithm_agrees_with_the_library()
    {
        for (var i = 1; i < 4000; i++)
        {
            var x = Math.Pow(2, (i - 2000) / 40.0) * (1 + (i % 97 / 97.0));
            Assert.Equal(Math.Log(x), PortableLog.Of(x), 4e-16 * Math.Max(0.5, Math.Abs(Math.Log(x))));
        }
    }

    [Fact]
    public void The_extreme_words_give_finite_mirror_images()
    {
        Assert.Equal(-NormalQuantile.OfWord(0), NormalQuantile.OfWord(ulong.MaxValue));
        Assert.InRange(NormalQuantile.OfWord(ulong.MaxValue), 8.2, 8.3);
    }
}
