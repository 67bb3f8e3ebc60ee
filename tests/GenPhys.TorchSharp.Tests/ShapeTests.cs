using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void Views_share_memory_and_keep_the_order()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: ScalarType.Float64).reshape(2, 3);
        var view = x.view(3, 2);
        view[0L, 1L] = tensor(10.0);
        Equal([0, 10, 2, 3, 4, 5], x);
        Shape([6], x.flatten());
        Shape([2, 1, 3], x.unsqueeze(1));
        Shape([2, 3], x.unsqueeze(1).squeeze(1));
        Shape([3], ones(1, 3, 1).squeeze());
        Shape([3, 2], x.T);
        Shape([4, 2, 3], zeros(2, 3, 4).permute(2, 0, 1));
        Assert.Equal([3L, 1], x.stride());
        Assert.Equal(3, x.size(-1));
    }

    [Fact]
    public void Rearrangements_move_the_right_elements()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: ScalarType.Float64).reshape(2, 3);
        Equal([0, 3, 1, 4, 2, 5], x.transpose(0, 1));
        Equal([2, 1, 0, 5, 4, 3], x.flip(1));
        Equal([2, 0, 1, 5, 3, 4], x.roll(1, 1));
        Equal([5, 0, 1, 2, 3, 4], x.roll(1));
        Equal([0, 1, 2, 0, 4, 5], x.triu());
        Equal([0, 0, 0, 3, 4, 0], x.tril());
        Equal([0, 4], x.diagonal(0, 0, 1));
        Equal([1, 0, 0, 2], F64(1, 2).diag());
        Equal([1, 0, 0, 2], F64(1, 2).diag_embed());
        Equal([1, 2, 4, 5], x.as_strided([2, 2], [3, 1], 1));
    }

    [Fact]
    public void Copies_along_dimensions_repeat_rows_or_elements()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: ScalarType.Float64).reshape(2, 3);
        Equal([1, 2, 1, 2], F64(1, 2).expand(2, 2));
        Equal([1, 2, 1, 2], F64(1, 2).expand_as(zeros(2, 2)));
        Equal([1, 2, 1, 2], F64(1, 2).repeat(2));
        Equal([1, 1, 2, 2], F64(1, 2).repeat_interleave(2));
        Equal([1, 2, 2, 2], F64(1, 2).repeat_interleave(tensor(new[] { 1L, 3 })));
        Equal([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5], x.repeat_interleave(2, 0));
        Equal([1, 2, 1, 2], tile(F64(1, 2), [2]));
    }

    [Fact]
    public void Joining_and_splitting_are_inverse()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: ScalarType.Float64).reshape(2, 3);
        Equal([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], cat([x, x]));
        Shape([2, 6], cat([x, x], 1));
        Shape([2, 2, 3], stack([x, x], 1));
        Assert.Throws<ArgumentException>(() => cat([]));
        foreach (var parts in new[] { x.split(2, 1), x.split([1L, 2], 1), x.chunk(2, 1) })
        {
            Assert.Equal(2, parts.Length);
            Equal([0, 1, 2, 3, 4, 5], cat(parts, 1));
        }

        var rows = x.unbind(0);
        Equal([3, 4, 5], rows[1]);
        var grid = meshgrid([F64(1, 2), F64(3, 4, 5)], indexing.ij);
        Equal([1, 1, 1, 2, 2, 2], grid[0]);
        Equal([3, 4, 5, 3, 4, 5], grid[1]);
    }
}
