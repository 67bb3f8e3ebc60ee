using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class LinearAlgebraTests
{
    [Fact]
    public void Products_agree_with_the_sums_that_define_them()
    {
        using var scope = NewDisposeScope();
        var b = tensor(new double[,] { { 1, 0, -1 }, { 2, 1, 0 } });
        var a = tensor(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } });
        double[] expected = [5, 2, -1, 11, 4, -3, 17, 6, -5];
        Equal(expected, a.matmul(b));
        Equal(expected, a.mm(b));
        Equal(expected, einsum("ij,jk->ik", a, b));
        Equal(expected, a.unsqueeze(0).bmm(b.unsqueeze(0)));
        Equal([5, 11, 17], a.mv(F64(1, 2)));
        Equal([11], F64(1, 2).dot(F64(3, 4)));
        Equal([3, 4, 6, 8], F64(1, 2).outer(F64(3, 4)));
        Equal([5, 11, 17], nn.functional.linear(a, tensor(new double[,] { { 1, 2 } })));
        Equal([6, 12, 18], nn.functional.linear(a, tensor(new double[,] { { 1, 2 } }), F64(1)));
    }

    [Fact]
    public void Accumulating_products_scale_both_terms()
    {
        using var scope = NewDisposeScope();
        var b = tensor(new double[,] { { 1, 0, -1 }, { 2, 1, 0 } });
        var a = tensor(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } });
        var c = eye(3, dtype: ScalarType.Float64);
        Equal([12, 4, -2, 22, 10, -6, 34, 12, -8], c.addmm(a, b, beta: 2, alpha: 2));
        Assert.Same(c, c.addmm_(a, b));
        Equal([6, 2, -1, 11, 5, -3, 17, 6, -4], c);
        Equal([3, 3, 1], F64(1, 1, 0).addmv(a, F64(1, -1), beta: 2, alpha: -1));
        Equal(Values(a.mm(b) * 0.5), zeros(1, 3, 3, ScalarType.Float64).baddbmm(a.unsqueeze(0), b.unsqueeze(0), alpha: 0.5f));
    }

    [Fact]
    public void Distances_and_inverses_satisfy_their_equations()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } });
        Equal([0, Math.Sqrt(8), Math.Sqrt(32)], cdist(a.narrow(0, 0, 1), a), 1e-7);
        var m = tensor(new double[,] { { 4, 1 }, { 1, 3 } });
        Equal([1, 0, 0, 1], m.matmul(linalg.inv(m)));
        Equal([11], linalg.det(m));
        var l = linalg.cholesky(m);
        Equal([4, 1, 1, 3], l.matmul(l.mT));
    }
}
