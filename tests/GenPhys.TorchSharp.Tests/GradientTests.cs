using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class GradientTests
{
    private static readonly double[] s_points = [-1.3, -0.4, 0.2, 0.9, 1.6];

    public static TheoryData<string, Func<Tensor, Tensor>> Functions => new()
    {
        { "exp", x => x.exp() },
        { "tanh", x => x.tanh() },
        { "sigmoid", x => x.sigmoid() },
        { "silu", x => nn.functional.silu(x) },
        { "softplus", x => nn.functional.softplus(x) },
        { "logsigmoid", x => nn.functional.logsigmoid(x) },
        { "sin", x => x.sin() },
        { "cos", x => x.cos() },
        { "erf", x => x.erf() },
        { "log1p", x => (x * x).log1p() },
        { "sqrt", x => (x * x + 1).sqrt() },
        { "rsqrt", x => (x * x + 1).rsqrt() },
        { "division", x => x / (x * x + 2) },
        { "power", x => (x + 3).pow(2.5) },
        { "lgamma", x => (x + 3).lgamma() },
        { "atan2", x => (x + 2).atan2(x * x + 1) },
        { "logsumexp", x => x.logsumexp(0) * x },
        { "softmax", x => x.softmax(0) * x },
        { "norm", x => x.norm() * x },
        { "product", x => x.outer(x).matmul(x) },
        { "layer_norm", x => nn.functional.layer_norm(x, [5]) * x },
        { "gather", x => x.index_select(0, tensor(new[] { 4L, 1, 1, 0, 2 })) * x },
        { "cat", x => cat([x * x, x.exp()]).view(2, 5).sum(0L) },
        { "mse", x => nn.functional.mse_loss(x * x, x + 1) * x },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void First_derivatives_match_central_differences(string name, Func<Tensor, Tensor> function)
    {
        using var scope = NewDisposeScope();
        Assert.NotEmpty(name);
        Tensor Value(Tensor x) => (function(x) * Weights()).sum();
        var x = tensor(s_points, requires_grad: true);
        var gradient = autograd.grad([Value(x)], [x])[0];
        Equal(CentralDifferences(p => Value(p).item<double>()), gradient, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Second_derivatives_match_central_differences_of_the_first(string name, Func<Tensor, Tensor> function)
    {
        using var scope = NewDisposeScope();
        Assert.NotEmpty(name);
        var direction = F64(0.3, -1, 0.7, 0.2, -0.5);
        Tensor Slope(Tensor x, bool twice)
        {
            var gradient = autograd.grad([(function(x) * Weights()).sum()], [x], create_graph: twice)[0];
            return (gradient * direction).sum();
        }

        var x = tensor(s_points, requires_grad: true);
        var second = autograd.grad([Slope(x, twice: true)], [x])[0];
        var expected = CentralDifferences(p => Slope(p.requires_grad_(), twice: false).item<double>());
        Equal(expected, second, 1e-6);
    }

    [Fact]
    public void Backward_accumulates_into_leaves_and_grad_outputs_weigh_the_rows()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2, 3 }, requires_grad: true);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Equal([4, 8, 12], x.grad!);
        x.grad = null;
        Assert.Null(x.grad);
        (x * x).backward([F64(1, 0, -1)]);
        Equal([2, 0, -6], x.grad!);
        Equal([0, 4, 0], autograd.grad([x * x], [x], [F64(0, 1, 0)])[0]);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [Fact]
    public void Unused_inputs_are_an_error_unless_allowed()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0 }, requires_grad: true);
        var unused = tensor(new[] { 1.0 }, requires_grad: true);
        var y = (x * 3).sum();
        Assert.ThrowsAny<Exception>(() => autograd.grad([y], [unused], retain_graph: true));
        var gradients = autograd.grad([y], [x, unused], allow_unused: true);
        Equal([3], gradients[0]);
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void Gradient_modes_nest_and_end_with_their_scope()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0 }, requires_grad: true);
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.False(is_grad_enabled());
        }

        using (set_grad_enabled(false))
        {
            Assert.False(is_grad_enabled());
        }

        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
        }

        Assert.True(is_grad_enabled());
        Assert.False(is_inference_mode_enabled());
        Assert.False(x.detach().requires_grad);
        var y = x * 2;
        Assert.Same(y, y.detach_());
        Assert.False(y.requires_grad);
    }

    // Uneven, so that a wrong sign or a swapped element shows.
    private static Tensor Weights() => F64(1, -0.5, 2, 0.25, 1.5);

    private static double[] CentralDifferences(Func<Tensor, double> function)
    {
        const double h = 1e-5;
        var result = new double[s_points.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (up, down) = ((double[])s_points.Clone(), (double[])s_points.Clone());
            up[i] += h;
            down[i] -= h;
            result[i] = (function(tensor(up)) - function(tensor(down))) / (2 * h);
        }

        return result;
    }
}
