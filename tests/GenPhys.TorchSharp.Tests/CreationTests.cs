using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class CreationTests
{
    [Fact]
    public void Arrays_keep_their_type_values_and_shape()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1f, 2f }).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1.0 }).dtype);
        Assert.Equal(ScalarType.Int64, tensor(new[] { 1L }).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1 }).dtype);
        Assert.Equal(ScalarType.Int16, tensor(new short[] { 1 }).dtype);
        Assert.Equal(ScalarType.Byte, tensor(new byte[] { 1 }).dtype);
        Assert.Equal(ScalarType.Int8, tensor(new sbyte[] { 1 }).dtype);
        Assert.Equal(ScalarType.Bool, tensor(new[] { true, false }).dtype);
        var matrix = tensor(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Shape([2, 3], matrix);
        Equal([1, 2, 3, 4, 5, 6], matrix);
        Shape([2, 1, 3], tensor(new List<double> { 1, 2, 3, 4, 5, 6 }, 2, 1, 3));
        Shape([3, 2], tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, [3L, 2]));
    }

    [Fact]
    public void An_array_shorter_than_its_shape_is_refused() =>
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1.0, 2.0 }, [3L]));

    [Fact]
    public void Scalars_have_no_dimension()
    {
        using var scope = NewDisposeScope();
        Shape([], tensor(2.5));
        Assert.Equal(2.5, tensor(2.5).item<double>());
        Assert.Equal(7, tensor(7).item<int>());
        Assert.True(tensor(true).item<bool>());
        Assert.Equal(ScalarType.Float32, tensor(2.5, ScalarType.Float32).dtype);
    }

    [Fact]
    public void Numbers_choose_the_type_of_ranges_and_fills()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(3.0).dtype);
        Equal([1, 3, 5], arange(1, 6, 2));
        Equal([0, 0.25, 0.5, 0.75, 1], linspace(0, 1, 5, ScalarType.Float64));
        Equal([1, 10, 100], logspace(0, 2, 3, dtype: ScalarType.Float64), 1e-9);
        Assert.Equal(ScalarType.Float32, full(2, 1.5).dtype);
        Assert.Equal(ScalarType.Int64, full(2, 3).dtype);
        Equal([1, 0, 0, 0, 1, 0], eye(2, 3));
        Equal([0, 0, 0], zeros(3, ScalarType.Float64));
        Equal([1, 1], ones(2, 1, ScalarType.Float64));
        Equal([2, 2], ones(2).full_like(2));
    }

    [Fact]
    public void A_tensor_from_an_array_shares_its_memory_and_a_copy_does_not()
    {
        using var scope = NewDisposeScope();
        var array = new double[] { 1, 2, 3 };
        var shared = from_array(array);
        var copied = tensor(array);
        array[1] = 20;
        GC.Collect();
        Equal([1, 20, 3], shared);
        Equal([1, 2, 3], copied);
    }

    [Fact]
    public void Conversions_change_type_and_keep_values()
    {
        using var scope = NewDisposeScope();
        var x = F64(1.75, -2.25);
        Equal([1, -2], x.to(ScalarType.Int64));
        Equal([1.75, -2.25], x.to(ScalarType.BFloat16));
        Assert.Equal(ScalarType.Float32, x.to(ScalarType.Float32).dtype);
        Assert.Equal("cpu", x.device.ToString());
        Assert.Equal(8, x.element_size());
        Assert.False(ReferenceEquals(x, x.to(ScalarType.Float64)));
    }

    [Fact]
    public void The_accessor_reads_and_writes_views_in_row_major_order()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        var transposed = x.t();
        Assert.False(transposed.is_contiguous());
        Assert.Equal([1.0, 4, 2, 5, 3, 6], transposed.data<double>().ToArray());
        Assert.Equal(5, transposed.data<double>()[1, 1]);
        transposed.data<double>()[2, 0] = 30;
        Assert.Equal(30, x.data<double>()[0, 2]);
        transposed.data<double>().CopyFrom([6, 5, 4, 3, 2, 1]);
        Equal([6, 4, 2, 5, 3, 1], x);
        var target = new double[6];
        x.data<double>().CopyTo(target);
        Assert.Equal([6.0, 4, 2, 5, 3, 1], target);
        Assert.Equal(48, x.bytes.Length);
        x.bytes.Clear();
        Equal([0, 0, 0, 0, 0, 0], x);
    }
}
