using GenPhys.Training.Optimisation;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Optimisation;

public sealed class AdamTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(0.1, null)]
    [InlineData(0, 0.5)]
    public void Steps_follow_the_scalar_recursion(double decay, double? clip)
    {
        const double rate = 0.05;
        var options = new AdamOptions { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3, WeightDecay = decay, ClipNorm = clip };
        using var p = tensor(new[] { 1.0, -2.0 }, requires_grad: true);
        using var adam = new Adam([p], options);
        double[] x = [1, -2], m = [0, 0], v = [0, 0];
        for (var t = 1; t <= 5; t++)
        {
            // f = x_0^2 + 3 x_1^2
            using (var loss = (tensor(new[] { 1.0, 3.0 }) * p * p).sum())
            {
                loss.backward();
            }

            double[] g = [2 * x[0], 6 * x[1]];
            var norm = Math.Sqrt((g[0] * g[0]) + (g[1] * g[1]));
            Assert.Equal(norm, adam.Step(rate), 1e-12);
            p.grad = null;
            var scale = clip is { } limit ? Math.Min(1, limit / norm) : 1;
            for (var i = 0; i < 2; i++)
            {
                m[i] = (0.8 * m[i]) + (0.2 * g[i] * scale);
                v[i] = (0.95 * v[i]) + (0.05 * g[i] * g[i] * scale * scale);
                x[i] -= rate * decay * x[i];
                x[i] -= rate * (m[i] / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.95, t))) + 1e-3);
            }

            Assert.All(x.Zip(p.data<double>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }

        Assert.Equal(5, adam.Updates);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Arrays_in_the_hosts_memory_follow_the_same_recursion(int count)
    {
        var options = new AdamOptions { WeightDecay = 0.05, ClipNorm = 3 };
        double[] start = [.. Enumerable.Range(0, count).Select(i => Math.Sin(i + 1.0))];
        using var host = tensor(start, dtype: ScalarType.Float32, requires_grad: true);
        using var exact = tensor(start, requires_grad: true);
        using var mine = new Adam([host], options);
        using var theirs = new Adam([exact], options);
        using var average = host.detach().clone();
        double[] mean = [.. start.Select(x => (double)(float)x)];
        for (var t = 1; t <= 20; t++)
        {
            foreach (var (p, adam) in new[] { (host, mine), (exact, theirs) })
            {
                using var scope = NewDisposeScope();
                (p.square().sum() + p.sin().sum()).backward();
                adam.Step(0.02);
                p.grad = null;
            }

            HostUpdate.Blend(average, host, 0.9);
            var values = host.data<float>().ToArray();
            mean = [.. mean.Select((m, i) => (0.9 * m) + (0.1 * values[i]))];
        }

        Assert.All(exact.data<double>().ToArray().Zip(host.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
        Assert.All(mean.Zip(average.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.True(Math.Abs(start[0] - host.data<float>()[0]) > 0.1);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_changes_nothing(float bad)
    {
        using var p = tensor(new[] { 1f, 2f }, requires_grad: true);
        using var adam = new Adam([p], new AdamOptions { WeightDecay = 0.1 });
        p.grad = tensor(new[] { 1f, bad });

        Assert.False(double.IsFinite(adam.Step(0.1)));

        Assert.Equal([1f, 2f], p.data<float>().ToArray());
        Assert.Equal([0f, 0f], adam.FirstMoments[0].data<float>().ToArray());
        Assert.Equal(0, adam.Updates);
    }
}
