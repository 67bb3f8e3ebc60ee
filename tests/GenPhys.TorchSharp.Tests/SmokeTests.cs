using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Linear_and_silu_have_a_gradient()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var layer = nn.Linear(3, 2);
        var x = randn(4, 3).requires_grad_();
        var y = nn.functional.silu(layer.call(x)).sum();
        y.backward();
        Assert.Equal([4, 3], x.grad!.shape);
        Assert.Equal([2, 3], layer.weight.grad!.shape);
    }

    [Fact]
    public void A_shape_mismatch_is_an_exception()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", e.Message);
        Assert.DoesNotContain("\n", e.Message);
    }
}
