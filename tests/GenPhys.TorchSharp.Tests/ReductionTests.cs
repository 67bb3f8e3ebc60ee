using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ReductionTests
{
    [Fact]
    public void Sums_and_means_go_over_all_or_the_named_dimensions()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, -2, 4 }, { 0.5, 8, -1 } });
        Equal([10.5], x.sum());
        Equal([3, 7.5], x.sum(1));
        Equal([1.5, 6, 3], x.sum([0L]));
        Shape([2, 1], x.sum(1, keepdim: true));
        Equal([10.5], x.sum([0L, 1L]));
        Equal([1.75], x.mean());
        Equal([1, 2.5], x.mean([1L]));
        Equal([-8, -4], x.prod(1));
        Equal([1, -1, 3, 0.5, 8.5, 7.5], x.cumsum(1));
        Assert.Equal(ScalarType.Float32, x.sum(ScalarType.Float32).dtype);
    }

    [Fact]
    public void Spread_is_unbiased_unless_asked_otherwise()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, -2, 4 }, { 0.5, 8, -1 } });
        var v = F64(1, 3, 5, 7);
        Equal([20.0 / 3], v.var());
        Equal([5], v.var(unbiased: false));
        Equal([Math.Sqrt(5)], v.std(unbiased: false));
        Equal([9, 23.25], x.var([1L]));
        Shape([1, 3], x.std([0L], keepdim: true));
    }

    [Fact]
    public void Extremes_come_with_their_places()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, -2, 4 }, { 0.5, 8, -1 } });
        Equal([-2], x.min());
        Equal([8], x.max());
        var (values, indices) = x.max(1);
        Equal([4, 8], values);
        Equal([2, 1], indices);
        (values, indices) = x.min(0);
        Equal([0.5, -2, -1], values);
        Equal([1, 0, 1], indices);
        Equal([2, 1], x.argmax(1));
        Equal([1], x.argmin());
        Equal([4, 8], x.amax([1L]));
        Equal([1], F64(3, 1, 0).median());
    }

    [Fact]
    public void Norms_and_log_sums_match_their_definitions()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, -2, 4 }, { 0.5, 8, -1 } });
        Equal([Math.Sqrt(1 + 4 + 16 + 0.25 + 64 + 1)], x.norm());
        Equal([7, 9.5], x.norm(1, p: 1));
        Equal([4, 8], linalg.vector_norm(x, double.PositiveInfinity, [1L]));
        Equal([Math.Log(Math.Exp(1) + Math.Exp(-2) + Math.Exp(4)), Math.Log(Math.Exp(0.5) + Math.Exp(8) + Math.Exp(-1))], x.logsumexp(1));
        Equal([1, 1], x.softmax(1).sum(1));
        Equal(Values(x.softmax(1).log()), x.log_softmax(1));
        Equal([1000 + Math.Log(2)], F64(1000, 1000).logsumexp(0));
    }
}
