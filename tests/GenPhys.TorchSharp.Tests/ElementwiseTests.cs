using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ElementwiseTests
{
    private static readonly double[] s_any = [-1.7, -0.6, -0.2, 0.3, 0.8, 2.4];
    private static readonly double[] s_positive = [0.1, 0.7, 1.0, 1.9, 4.5];
    private static readonly double[] s_unit = [-0.9, -0.3, 0.2, 0.75];


    public static TheoryData<string, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Func<double, double>, double[]> Unary => new()
    {
        { "abs", x => x.abs(), x => x.abs_(), Math.Abs, s_any },
        { "neg", x => x.neg(), x => x.neg_(), v => -v, s_any },
        { "exp", x => x.exp(), x => x.exp_(), Math.Exp, s_any },
        { "expm1", x => x.expm1(), x => x.expm1_(), v => Math.Exp(v) - 1, s_any },
        { "log", x => x.log(), x => x.log_(), Math.Log, s_positive },
        { "log1p", x => x.log1p(), x => x.log1p_(), v => Math.Log(1 + v), s_positive },
        { "log2", x => x.log2(), x => x.log2_(), Math.Log2, s_positive },
        { "log10", x => x.log10(), x => x.log10_(), Math.Log10, s_positive },
        { "sqrt", x => x.sqrt(), x => x.sqrt_(), Math.Sqrt, s_positive },
        { "rsqrt", x => x.rsqrt(), x => x.rsqrt_(), v => 1 / Math.Sqrt(v), s_positive },
        { "reciprocal", x => x.reciprocal(), x => x.reciprocal_(), v => 1 / v, s_positive },
        { "sign", x => x.sign(), x => x.sign_(), v => Math.Sign(v), s_any },
        { "floor", x => x.floor(), x => x.floor_(), Math.Floor, s_any },
        { "ceil", x => x.ceil(), x => x.ceil_(), Math.Ceiling, s_any },
        { "round", x => x.round(), x => x.round_(), Math.Round, s_any },
        { "trunc", x => x.trunc(), x => x.trunc_(), Math.Truncate, s_any },
        { "sin", x => x.sin(), x => x.sin_(), Math.Sin, s_any },
        { "cos", x => x.cos(), x => x.cos_(), Math.Cos, s_any },
        { "tan", x => x.tan(), x => x.tan_(), Math.Tan, s_any },
        { "asin", x => x.asin(), x => x.asin_(), Math.Asin, s_unit },
        { "acos", x => x.acos(), x => x.acos_(), Math.Acos, s_unit },
        { "atan", x => x.atan(), x => x.atan_(), Math.Atan, s_any },
        { "sinh", x => x.sinh(), x => x.sinh_(), Math.Sinh, s_any },
        { "cosh", x => x.cosh(), x => x.cosh_(), Math.Cosh, s_any },
        { "tanh", x => x.tanh(), x => x.tanh_(), Math.Tanh, s_any },
        { "sigmoid", x => x.sigmoid(), x => x.sigmoid_(), v => 1 / (1 + Math.Exp(-v)), s_any },
        { "relu", x => x.relu(), x => x.relu_(), v => Math.Max(v, 0), s_any },
        { "silu", x => x.silu(), x => x.silu_(), v => v / (1 + Math.Exp(-v)), s_any },
        { "erf", x => x.erf(), x => x.erf_(), Erf, s_any },
        { "lgamma", x => x.lgamma(), x => x.lgamma_(), LogGamma, s_positive },
    };

    [Theory]
    [MemberData(nameof(Unary))]
    public void Unary_functions_are_the_mathematical_ones_out_of_place_and_in_place(
        string name, Func<Tensor, Tensor> pure, Func<Tensor, Tensor> inPlace, Func<double, double> exact, double[] points)
    {
        using var scope = NewDisposeScope();
        Assert.NotEmpty(name);
        var expected = Array.ConvertAll(points, v => exact(v));
        var x = tensor(points);
        Equal(expected, pure(x), 1e-9);
        Equal(points, x);
        Assert.Same(x, inPlace(x));
        Equal(expected, x, 1e-9);
    }

    [Fact]
    public void Arithmetic_takes_tensors_and_numbers_on_either_side()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (F64(1, -2, 4), F64(0.5, 4, -8));
        Equal([1.5, 2, -4], a + b);
        Equal([0.5, -6, 12], a - b);
        Equal([0.5, -8, -32], a * b);
        Equal([2, -0.5, -0.5], a / b);
        Equal([3, 0, 6], a + 2);
        Equal([1, 4, -2], 2 - a);
        Equal([2, -1, 0.5], 2.0 / a);
        Equal([-1, 2, -4], -a);
        Equal([1, 4, 16], a.pow(2));
        Equal([1, 1, 1], F64(7, 4, -2) % 3);
        Equal([2, 1, -1], F64(7, 4, -2).div(3, RoundingMode.floor));
        Equal([2, 1, 0], F64(7, 4, -2).div(F64(3, 3, 3), RoundingMode.trunc));
    }

    [Fact]
    public void Fused_updates_are_what_an_optimiser_needs()
    {
        using var scope = NewDisposeScope();
        var x = F64(1, 2);
        Assert.Same(x, x.add_(F64(10, 20), 0.5));
        Equal([6, 12], x);
        Equal([6 + 2 * 3 * 5, 12 + 2 * 4 * 6], x.addcmul_(F64(3, 4), F64(5, 6), 2));
        x.copy_(F64(1, 2));
        Equal([1 - 3.0 / 4, 2 - 10.0 / 5], x.addcdiv_(F64(3, 10), F64(4, 5), -1));
        x.copy_(F64(0, 10));
        Equal([1, 7.5], x.lerp_(F64(4, 0), F64(0.25, 0.25)));
        Equal([0, 7], x.sub_(1).clamp_min_(0).floor_().add_(F64(0, 1)));
        Equal([3, 3], x.fill_(3));
        Equal([0, 0], x.zero_());
    }

    [Fact]
    public void Comparisons_are_by_element_and_Equals_is_not()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (F64(1, 2, 3), F64(3, 2, 1));
        Equal([0, 1, 0], a == b);
        Equal([1, 0, 1], a != b);
        Equal([1, 0, 0], a < b);
        Equal([0, 1, 1], a >= 2);
        Equal([1, 0, 0], a.lt(2));
        Equal([1, 1, 0], a.le(b));
        Assert.False(a.Equals(b));
        Assert.True(a.Equals(F64(1, 2, 3)));
        Assert.True(a.allclose(F64(1, 2, 3 + 1e-9)));
        Assert.False(a.allclose(F64(1, 2, 3.1)));
        Equal([3, 2, 1], where(a < b, b, F64(9, 2, 1)));
        Equal([3, 2, 3], a.maximum(b));
        Equal([1, 2, 1], a.minimum(b));
        Equal([1.5, 2, 2.5], a.clamp(1.5, 2.5));
        Equal([2, 2, 3], a.clamp(min: 2));
        Equal([1, 2, 1], a.clamp(max: b));
    }

    [Fact]
    public void Non_finite_values_are_seen_and_replaced()
    {
        using var scope = NewDisposeScope();
        var x = F64(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1);
        Equal([1, 0, 0, 0], x.isnan());
        Equal([0, 1, 1, 0], x.isinf());
        Equal([0, 0, 0, 1], x.isfinite());
        Equal([7, 8, 9, 1], x.nan_to_num(7, 8, 9));
        Equal([0, 8, -double.MaxValue, 1], x.nan_to_num(posinf: 8));
        Assert.True(x.isnan().any().item<bool>());
        Assert.False(x.isfinite().all().item<bool>());
    }

    [Fact]
    public void Special_functions_invert_each_other()
    {
        using var scope = NewDisposeScope();
        var x = tensor(s_unit);
        Equal(s_unit, x.erfinv().erf(), 1e-9);
        Equal([Math.Atan2(1, -1), Math.Atan2(-2, 3)], F64(1, -2).atan2(F64(-1, 3)));
        Equal([1, 1], x.slice(0, 0, 2, 1).erf() + x.slice(0, 0, 2, 1).erfc());
        Equal([Math.Log(Math.Exp(1) + Math.Exp(2))], F64(1).logaddexp(F64(2)));
        Equal([1.25, -0.5], F64(1.2468, -0.4999).round(2));
    }

    // Abramowitz and Stegun 7.1.5, summed until the terms vanish.
    private static double Erf(double x)
    {
        double sum = 0, term = x;
        for (var n = 0; n < 100; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    // Stirling's series after shifting the argument up, Abramowitz and Stegun 6.1.41.
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 20; x++)
        {
            shift += Math.Log(x);
        }

        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x) - shift;
    }
}
