using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class RandomTests
{
    [Fact]
    public void A_generator_repeats_itself_from_its_seed_and_from_its_state()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(42);
        var first = randn(5, generator: generator);
        var state = generator.get_state();
        var second = rand(5, generator: generator);
        Assert.False(first.Equals(randn(5, generator: generator)));
        generator.set_state(state);
        Assert.True(second.Equals(rand(5, generator: generator)));
        generator.manual_seed(42);
        Assert.True(first.Equals(randn(5, generator: generator)));
        Assert.Equal(42, generator.initial_seed());
    }

    [Fact]
    public void The_global_seed_repeats_what_has_no_generator()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var first = randn(4);
        manual_seed(3);
        Assert.True(first.Equals(randn(4)));
    }

    [Fact]
    public void Samples_have_the_moments_of_their_law()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        const int n = 200_000;
        var normal = randn(n, ScalarType.Float64, generator: generator);
        Assert.InRange(normal.mean().item<double>(), -0.01, 0.01);
        Assert.InRange(normal.std().item<double>(), 0.99, 1.01);
        var uniform = empty(n, ScalarType.Float64).uniform_(-1, 3, generator);
        Assert.InRange(uniform.mean().item<double>(), 0.98, 1.02);
        Assert.InRange(uniform.min().item<double>(), -1, -0.99);
        var shifted = empty(n, ScalarType.Float64).normal_(5, 2, generator);
        Assert.InRange(shifted.mean().item<double>(), 4.97, 5.03);
        var drawn = F64(1, 3).multinomial(n, replacement: true, generator);
        Assert.InRange(drawn.to(ScalarType.Float64).mean().item<double>(), 0.74, 0.76);
        Assert.InRange(full(n, 0.3).bernoulli(generator).mean().item<float>(), 0.29f, 0.31f);
        Equal([.. Enumerable.Range(0, 50).Select(i => (double)i)], randperm(50, generator: generator).sort().Values);
        var dice = randint(1, 7, [n], generator: generator);
        Equal([1], dice.min());
        Equal([6], dice.max());
    }
}
