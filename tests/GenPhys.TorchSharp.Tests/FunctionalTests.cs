using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class FunctionalTests
{
    [Fact]
    public void Activations_match_their_formulas()
    {
        using var scope = NewDisposeScope();
        double[] points = [-30, -1.5, 0, 0.4, 25];
        var x = tensor(points);
        Equal([.. points.Select(v => v > 20 ? v : Math.Log(1 + Math.Exp(v)))], nn.functional.softplus(x), 1e-9);
        Equal([.. points.Select(v => v < -20 ? v : -Math.Log(1 + Math.Exp(-v)))], nn.functional.logsigmoid(x), 1e-9);
        Equal([.. points.Select(v => v < 0 ? 0.1 * v : v)], nn.functional.leaky_relu(x, 0.1));
        Equal([.. points.Select(v => v / (1 + Math.Exp(-v)))], nn.functional.silu(x));
        var copy = x.clone();
        nn.functional.silu(copy, inplace: true);
        Assert.True(copy.Equals(x.silu()));
    }

    [Fact]
    public void Losses_match_their_definitions_for_each_reduction()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (F64(1, 2, 4), F64(1, 0, 1));
        Equal([0, 4, 9], nn.functional.mse_loss(x, y, nn.Reduction.None));
        Equal([13], nn.functional.mse_loss(x, y, nn.Reduction.Sum));
        Equal([13.0 / 3], nn.functional.mse_loss(x, y));
        Equal([5.0 / 3], nn.functional.l1_loss(x, y));
        double Bce(double l, double t) => Math.Log(1 + Math.Exp(l)) - t * l;
        Equal([(Bce(1, 1) + Bce(2, 0) + Bce(4, 1)) / 3], nn.functional.binary_cross_entropy_with_logits(x, y));
        Equal(
            [3 * (Math.Log(1 + Math.Exp(-1)))],
            nn.functional.binary_cross_entropy_with_logits(F64(1), F64(1), reduction: nn.Reduction.Sum, pos_weights: F64(3)));
        var logits = tensor(new double[,] { { 1, 2, 3 }, { 0, 0, 0 } });
        var expected = (Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3)) - 3 + Math.Log(3)) / 2;
        Equal([expected], nn.functional.cross_entropy(logits, tensor(new[] { 2L, 0 })));
    }

    [Fact]
    public void Normalisations_leave_zero_mean_and_unit_variance()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, 2, 6 }, { -4, 0, 1 } });
        var normal = nn.functional.layer_norm(x, [3], eps: 0);
        Equal([0, 0], normal.mean([1L]), 1e-12);
        Equal([1, 1], normal.var([1L], unbiased: false));
        Equal(Values(normal * 2 + 1), nn.functional.layer_norm(x, [3], F64(2, 2, 2), F64(1, 1, 1), 0));
        var groups = nn.functional.group_norm(arange(8, dtype: ScalarType.Float64).reshape(1, 4, 2), 2, eps: 0);
        Equal([0, 0], groups.reshape(2, 4).mean([1L]));
    }

    [Fact]
    public void Convolutions_and_pools_slide_over_the_input()
    {
        using var scope = NewDisposeScope();
        var x = arange(16, dtype: ScalarType.Float64).reshape(1, 1, 4, 4);
        var kernel = tensor(new double[,] { { 1, 0 }, { 0, -1 } }).reshape(1, 1, 2, 2);
        Equal([-5, -5, -5, -5, -5, -5, -5, -5, -5], nn.functional.conv2d(x, kernel));
        Shape([1, 1, 3, 3], nn.functional.conv2d(x, kernel, strides: [2], padding: [1]));
        // 1 * 1 + 2 * 0.5 + 1, and so on along the row.
        Equal([3, 4.5, 6], nn.functional.conv1d(F64(1, 2, 3, 4).reshape(1, 1, 4), F64(1, 0.5).reshape(1, 1, 2), F64(1)));
        Equal([2.5, 4.5, 10.5, 12.5], nn.functional.avg_pool2d(x, [2]));
        Equal([5, 7, 13, 15], nn.functional.max_pool2d(x, [2]));
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_rests_outside_training()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = ones(1000, ScalarType.Float64);
        var dropped = nn.functional.dropout(x, 0.25);
        var kept = dropped > 0;
        Assert.InRange(kept.sum().item<long>(), 700, 800);
        Equal([1 / 0.75], dropped.max());
        Assert.True(nn.functional.dropout(x, 0.25, training: false).Equals(x));
    }

    [Fact]
    public void Attention_from_its_parts_weighs_values_by_similarity()
    {
        using var scope = NewDisposeScope();
        var q = tensor(new double[,] { { 10, 0 }, { 0, 10 } }).unsqueeze(0);
        var v = tensor(new double[,] { { 1 }, { 2 } }).unsqueeze(0);
        var weights = q.bmm(q.transpose(1, 2)).softmax(-1);
        Equal([1, 2], weights.bmm(v), 1e-9);
    }
}
