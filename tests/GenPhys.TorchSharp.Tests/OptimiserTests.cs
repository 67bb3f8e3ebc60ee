using TorchSharp.Modules;
using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class OptimiserTests
{
    // The loss x . g has the gradient g whatever x is.
    private static readonly double[][] s_gradients = [[0.5, -2], [1, -1], [-0.25, 3]];

    [Fact]
    public void Sgd_follows_the_negative_gradient()
    {
        using var scope = NewDisposeScope();
        var x = nn.Parameter(F64(1, 2));
        using var optimiser = optim.SGD([x], 0.1);
        Walk(x, optimiser);
        Equal([1 - 0.1 * 1.25, 2], x);
    }

    [Fact]
    public void Sgd_with_momentum_carries_the_past_gradients()
    {
        using var scope = NewDisposeScope();
        var x = nn.Parameter(F64(1, 2));
        using var optimiser = optim.SGD([x], 0.1, momentum: 0.9);
        Walk(x, optimiser);
        double value = 1, buffer = 0;
        foreach (var g in s_gradients)
        {
            buffer = 0.9 * buffer + g[0];
            value -= 0.1 * buffer;
        }

        Equal([value], x.narrow(0, 0, 1));
    }

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(false, 0.1)]
    [InlineData(true, 0.1)]
    public void Adam_and_AdamW_take_the_published_steps(bool decoupled, double decay)
    {
        using var scope = NewDisposeScope();
        const double lr = 0.01, beta1 = 0.8, beta2 = 0.9, eps = 1e-6;
        var x = nn.Parameter(F64(1, 2));
        using OptimizerHelper optimiser = decoupled
            ? optim.AdamW([x], lr, beta1, beta2, eps, decay)
            : optim.Adam([x], lr, beta1, beta2, eps, decay);
        Walk(x, optimiser);
        double[] expected = [1, 2];
        for (var i = 0; i < 2; i++)
        {
            double m = 0, v = 0;
            for (var t = 1; t <= s_gradients.Length; t++)
            {
                var g = s_gradients[t - 1][i];
                if (decoupled)
                {
                    expected[i] *= 1 - lr * decay;
                }
                else
                {
                    g += decay * expected[i];
                }

                m = beta1 * m + (1 - beta1) * g;
                v = beta2 * v + (1 - beta2) * g * g;
                var (mHat, vHat) = (m / (1 - Math.Pow(beta1, t)), v / (1 - Math.Pow(beta2, t)));
                expected[i] -= lr * mHat / (Math.Sqrt(vHat) + eps);
            }
        }

        Equal(expected, x, 1e-10);
    }

    [Fact]
    public void The_state_of_one_optimiser_continues_in_another()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (nn.Parameter(F64(1, 2)), nn.Parameter(F64(1, 2)));
        using var first = optim.Adam([x], 0.05);
        using var straight = optim.Adam([y], 0.05);
        Walk(x, first);
        Walk(y, straight);
        using var second = optim.Adam([x], 0.05);
        second.load_state_dict(first.state_dict());
        Walk(x, second);
        Walk(y, straight);
        Assert.True(x.Equals(y));
        Assert.Equal(6, ((Adam.State)straight.state_dict().State[0]).step);
    }

    [Fact]
    public void Groups_have_learning_rates_of_their_own_that_can_change()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (nn.Parameter(F64(0)), nn.Parameter(F64(0)));
        using var optimiser = optim.SGD([new SGD.ParamGroup([x], lr: 1.0), new SGD.ParamGroup([y], lr: 0.5)], 0.1);
        (x + y).sum().backward();
        optimiser.step();
        Equal([-1], x);
        Equal([-0.5], y);
        foreach (var group in optimiser.ParamGroups)
        {
            group.LearningRate *= 2;
        }

        optimiser.step();
        Equal([-3], x);
        optimiser.zero_grad();
        optimiser.step();
        Equal([-3], x);
        Assert.Equal(2, optimiser.parameters().Count());
    }

    [Fact]
    public void Steps_leave_no_tensor_behind_and_dispose_frees_the_state()
    {
        using var scope = NewDisposeScope();
        var x = nn.Parameter(F64(1, 2));
        x.grad = F64(1, 1);
        var outside = Living.Tensors();
        var optimiser = optim.AdamW([x], 0.1);
        var before = Tensor.TotalCount;
        for (var i = 0; i < 100; i++)
        {
            optimiser.step();
        }

        Assert.Equal(before, Tensor.TotalCount);
        optimiser.Dispose();
        Assert.Equal(outside, Tensor.TotalCount);
    }

    private static void Walk(Parameter x, optim.Optimizer optimiser)
    {
        foreach (var g in s_gradients)
        {
            optimiser.zero_grad();
            (x * tensor(g)).sum().backward();
            optimiser.step();
        }
    }
}
