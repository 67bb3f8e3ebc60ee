using System.Runtime.InteropServices;
using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void Libtorchs_reason_arrives_without_its_stack()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", e.Message);
        Assert.NotEmpty(Assert.Throws<ExternalException>(() => ones(2, 2).mm(ones(2, 2, ScalarType.Float64))).Message);
        Assert.Contains("view", Assert.Throws<ExternalException>(() => ones(2, 3).t().view(6)).Message);
        Assert.Contains("index", Assert.Throws<ExternalException>(() => ones(3).index_select(0, tensor(new[] { 5L }))).Message);
        Assert.Contains("leaf", Assert.Throws<ExternalException>(() => ones(3).requires_grad_().add_(1)).Message);
    }

    [Fact]
    public void The_bytes_of_a_view_that_is_not_contiguous_are_refused_and_those_of_its_copy_are_not()
    {
        using var scope = NewDisposeScope();
        var transposed = F64(1, 2, 3, 4).view(2, 2).t();
        Assert.Contains("non-contiguous", Assert.Throws<NotImplementedException>(() => transposed.bytes.Length).Message, StringComparison.Ordinal);
        Assert.Equal([1.0, 3, 2, 4], MemoryMarshal.Cast<byte, double>(transposed.contiguous().bytes).ToArray());
    }

    [Fact]
    public void A_failed_call_leaves_the_library_usable_and_owns_nothing()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (ones(2, 3), ones(4, 5));
        var before = Living.Tensors();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Throws<ExternalException>(() => a + b);
        }

        Assert.Equal(before, Tensor.TotalCount);
        Equal([2, 2, 2, 2, 2, 2], a + a);
    }

    [Fact]
    public void Reading_with_another_type_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones(2).data<double>());
        Assert.Throws<ArgumentException>(() => ones(2, dtype: ScalarType.Float64).data<float>());
        Assert.Throws<ArgumentException>(() => ones(1).item<int>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
    }

    [Fact]
    public void A_missing_script_is_a_missing_file()
    {
        Assert.Throws<FileNotFoundException>(() => jit.load("/nowhere/model.pt"));
        Assert.Throws<ExternalException>(() => jit.load([1, 2, 3]));
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var x = ones(2);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => x.sum());
    }

    [Fact]
    public void Conditions_must_be_boolean()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => where(ones(2), ones(2), ones(2)));
    }
}
