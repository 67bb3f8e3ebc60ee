using GenPhys.Inference.Random;
using GenPhys.Training.Disco;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Disco;

public sealed class GumbelSoftmaxTests
{
    private static readonly double[] Logits = [0.3, -1.2, 1.7, 0, -0.4];

    [Theory]
    [InlineData(0.01)]
    [InlineData(1.0)]
    [InlineData(5.0)]
    [Trait("Acceptance", "D9")]
    public void The_largest_entry_is_an_exact_draw_at_any_temperature(double temperature)
    {
        const int rows = 100_000;
        using var scope = NewDisposeScope();
        var noise = Noise(rows);
        var relaxed = GumbelSoftmax.Relax(tensor(Logits).unsqueeze(0).expand(rows, 5), tensor(noise, [rows, 5L]), temperature);
        var argmax = relaxed.argmax(1).data<long>().ToArray();
        var counts = new double[5];
        for (var row = 0; row < rows; row++)
        {
            counts[argmax[row]] += 1.0 / rows;
            Assert.Equal(argmax[row], GumbelSoftmax.Draw(Logits, noise.AsSpan(5 * row, 5)));
        }

        var total = Logits.Sum(Math.Exp);
        Assert.True(0.5 * Logits.Select((l, k) => Math.Abs((Math.Exp(l) / total) - counts[k])).Sum() < 0.01);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(5.0)]
    [Trait("Acceptance", "D9")]
    public void The_gradient_is_that_of_differences_and_of_the_formula(double temperature)
    {
        using var scope = NewDisposeScope();
        var noise = Noise(1);
        double[] target = [0.5, -1, 2, 0.1, 0.7];
        var logits = tensor(Logits).unsqueeze(0).requires_grad_();
        var relaxed = GumbelSoftmax.Relax(logits, tensor(noise, [1L, 5]), temperature);
        ((relaxed * tensor(target)).sum() + relaxed.square().sum()).backward();
        var gradient = logits.grad!.data<double>().ToArray();
        var z = relaxed.detach().data<double>().ToArray();
        var formula = new double[5];
        GumbelSoftmax.Backward(z, [.. target.Zip(z, (c, value) => c + (2 * value))], temperature, formula);
        for (var k = 0; k < 5; k++)
        {
            const double h = 1e-5;
            Assert.Equal((Loss(k, h) - Loss(k, -h)) / (2 * h), gradient[k], 1e-6);
            Assert.Equal(formula[k], gradient[k], 1e-12);
        }

        double Loss(int index, double step)
        {
            double[] moved = [.. Logits.Select((l, k) => (l + noise[k] + (k == index ? step : 0)) / temperature)];
            var largest = moved.Max();
            var total = moved.Sum(l => Math.Exp(l - largest));
            return moved.Select((l, k) => Math.Exp(l - largest) / total).Select((p, k) => (target[k] * p) + (p * p)).Sum();
        }
    }

    [Fact]
    [Trait("Acceptance", "D9")]
    public void A_warmer_relaxation_is_more_uniform()
    {
        using var scope = NewDisposeScope();
        double Entropy(double temperature)
        {
            var p = GumbelSoftmax.Relax(tensor(Logits).unsqueeze(0).expand(2000, 5), tensor(Noise(2000), [2000L, 5]), temperature);
            return -(p * p.clamp_min(1e-300).log()).sum([1]).mean().item<double>();
        }

        Assert.True(Entropy(5) > Entropy(1) && Entropy(1) > Entropy(0.1));
        Assert.True(Entropy(100) > 0.99 * Math.Log(5));
    }

    [Fact]
    [Trait("Acceptance", "D10")]
    public void Half_a_hundred_at_a_hundredth_stays_finite_in_single_precision()
    {
        using var scope = NewDisposeScope();
        var values = new double[4000 * 8];
        Philox.FillUniform(new NoiseKey(4, 0, NoisePurpose.TrainingCode, 1), values);
        var logits = tensor(values.Select(u => (float)(100 * (u - 0.5))).ToArray(), [4000L, 8]).requires_grad_();
        var noise = new double[4000 * 8];
        GumbelSoftmax.FillNoise(new NoiseKey(4, 0, NoisePurpose.TrainingCode, 2), noise);
        Assert.True(Array.TrueForAll(noise, double.IsFinite));
        var relaxed = GumbelSoftmax.Relax(logits, tensor(noise.Select(g => (float)g).ToArray(), [4000L, 8]), 0.01);
        (relaxed * logits.detach()).sum().backward();
        Assert.True(Array.TrueForAll(relaxed.detach().data<float>().ToArray(), float.IsFinite));
        Assert.True(Array.TrueForAll(logits.grad!.data<float>().ToArray(), float.IsFinite));
        Assert.All(relaxed.detach().sum([1]).data<float>().ToArray(), sum => Assert.Equal(1, sum, 1e-5));
    }

    [Fact]
    public void Straight_through_is_one_hot_with_the_gradient_of_the_relaxation()
    {
        using var scope = NewDisposeScope();
        var noise = tensor(Noise(30), [30L, 5]);
        double[] Gradient(bool straight, out double[] values)
        {
            var logits = tensor(Logits).unsqueeze(0).expand(30, 5).clone().requires_grad_();
            var relaxed = GumbelSoftmax.Relax(logits, noise, 1, straight);
            (relaxed * tensor(Logits)).sum().backward();
            values = relaxed.detach().data<double>().ToArray();
            return logits.grad!.data<double>().ToArray();
        }

        var soft = Gradient(false, out _);
        var hard = Gradient(true, out var values);
        Assert.All(soft.Zip(hard), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(values, value => Assert.True(Math.Min(Math.Abs(value), Math.Abs(value - 1)) < 1e-12));
    }

    private static double[] Noise(int rows)
    {
        var noise = new double[5 * rows];
        GumbelSoftmax.FillNoise(new NoiseKey(3, 0, NoisePurpose.TrainingCode), noise);
        return noise;
    }
}
