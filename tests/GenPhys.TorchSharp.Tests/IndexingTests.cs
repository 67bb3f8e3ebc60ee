using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class IndexingTests
{
    [Fact]
    public void Brackets_take_numbers_ranges_tensors_and_ellipsis()
    {
        using var scope = NewDisposeScope();
        var x = arange(12, dtype: ScalarType.Float64).reshape(3, 4);
        Equal([6], x[1, 2]);
        Equal([4, 5, 6, 7], x[1]);
        Equal([1, 5, 9], x[.., 1]);
        Equal([9, 10], x[^1, 1..3]);
        Equal([0, 2], x[TensorIndex.Single(0), TensorIndex.Slice(step: 2)]);
        Equal([3, 7, 11], x[TensorIndex.Ellipsis, 3]);
        Equal([8, 9, 10, 11, 0, 1, 2, 3], x[tensor(new[] { 2L, 0 })]);
        Equal([6, 7, 8, 9, 10, 11], x[x > 5]);
        Shape([3, 1, 4], x[.., TensorIndex.None]);
    }

    [Fact]
    public void Assigning_to_brackets_writes_through()
    {
        using var scope = NewDisposeScope();
        var x = arange(12, dtype: ScalarType.Float64).reshape(3, 4);
        x[0, 0] = tensor(-1.0);
        x[1..] = zeros(2, 4, ScalarType.Float64);
        Equal([-1, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0], x);
        x.index_put_(F64(7, 8), tensor(new[] { 1L, 2 }), tensor(new[] { 3L, 0 }));
        Equal([-1, 1, 2, 3, 0, 0, 0, 7, 8, 0, 0, 0], x);
    }

    [Fact]
    public void Rows_are_selected_gathered_and_scattered_by_index()
    {
        using var scope = NewDisposeScope();
        var x = arange(12, dtype: ScalarType.Float64).reshape(3, 4);
        var rows = tensor(new[] { 2L, 0 });
        Equal([8, 9, 10, 11, 0, 1, 2, 3], x.index_select(0, rows));
        Equal([4, 5, 6, 7], x.select(0, 1));
        Equal([1, 2, 5, 6, 9, 10], x.narrow(1, 1, 2));
        Equal([0, 2, 4, 6, 8, 10], x.slice(1, 0, 4, 2));
        Equal([3, 4, 8], x.gather(1, tensor(new long[,] { { 3 }, { 0 }, { 0 } })));
        var bins = zeros(3, ScalarType.Float64);
        Equal([5, 0, 2], bins.scatter_add(0, tensor(new[] { 0L, 2, 0 }), F64(1, 2, 4)));
        bins.index_add_(0, tensor(new[] { 1L, 1 }), F64(1, 2), 10);
        Equal([0, 30, 0], bins);
        Equal([0, 9, 0, 8], zeros(4, ScalarType.Float64).scatter(0, tensor(new[] { 1L, 3 }), F64(9, 8)));
    }

    [Fact]
    public void Masks_fill_and_select()
    {
        using var scope = NewDisposeScope();
        var x = arange(12, dtype: ScalarType.Float64).reshape(3, 4);
        var mask = x % 2 == 0;
        Equal([0, 2, 4, 6, 8, 10], x.masked_select(mask));
        Equal([-1, 1, -1, 3], x.masked_fill(mask, -1)[0]);
        Equal([1, 3], (F64(0, 5, 0, 7) != 0).nonzero());
    }

    [Fact]
    public void Sorting_orders_values_and_returns_their_places()
    {
        using var scope = NewDisposeScope();
        var v = F64(3, 1, 2);
        var (values, places) = v.sort();
        Equal([1, 2, 3], values);
        Equal([1, 2, 0], places);
        Equal([0, 2, 1], v.argsort(descending: true));
        (values, places) = v.topk(2);
        Equal([3, 2], values);
        Equal([0, 2], places);
        Equal([0, 1, 3], searchsorted(F64(1, 2, 3), F64(0.5, 1.5, 9)));
        Equal([1, 2, 0, 1], tensor(new[] { 1L, 0, 3, 1 }).bincount(null, 4));
        Equal([0, 1, 0, 0, 0, 1], nn.functional.one_hot(tensor(new[] { 1L, 2 }), 3));
    }
}
