using System.Runtime.InteropServices;
using TorchSharp;
using static GenPhys.TorchSharp.Tests.Check;
using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

public sealed class ScriptTests
{
    // affine.pt, made by affine.py beside it: y = x W^T + shift.
    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory, "data", "affine.pt");

    [Fact]
    public void A_script_runs_from_a_file_and_from_bytes()
    {
        using var scope = NewDisposeScope();
        using var fromFile = jit.load<Tensor, Tensor>(s_path);
        using var fromBytes = jit.load<Tensor, Tensor>(File.ReadAllBytes(s_path));
        var x = tensor(new double[,] { { 1, 1 }, { 2, 0 } });
        double[] expected = [1 - 2 + 1, 0.5 + 3, 1 - 1, 2 + 1, 1, -1];
        Equal(expected, fromFile.call(x));
        Equal(expected, fromBytes.forward(x));
    }

    [Fact]
    public void What_is_no_tensor_is_refused_by_its_type_and_the_script_goes_on()
    {
        using var scope = NewDisposeScope();
        using var script = jit.load(s_path);
        Assert.Contains("String", Assert.Throws<NotImplementedException>(() => script.invoke("forward", "x")).Message, StringComparison.Ordinal);
        Assert.Equal(3, ((Tensor)script.invoke("forward", F64(1, 1))).numel());
    }

    [Fact]
    public void A_script_survives_saving()
    {
        using var scope = NewDisposeScope();
        var copy = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pt");
        try
        {
            using (var script = jit.load(s_path))
            {
                using var guard = no_grad();
                script.get_parameter("weight")!.mul_(2);
                jit.save(script, copy);
            }

            using var again = jit.load<Tensor, Tensor>(copy);
            Equal([2 - 4 + 1, 1 + 6, 2 - 1], again.call(F64(1, 1)));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public void Its_parameters_and_buffers_are_named_and_its_other_methods_callable()
    {
        using var scope = NewDisposeScope();
        using var script = jit.load(s_path);
        Assert.Equal(["weight"], script.named_parameters().Select(p => p.name));
        Assert.Equal(["shift"], script.named_buffers().Select(b => b.name));
        var (positive, negative) = script.invoke<(Tensor, Tensor)>("parts", F64(-1, 2));
        Equal([0, 2], positive);
        Equal([-1, 0], negative);
        script.eval();
        Assert.False(script.training);
    }

    [Fact]
    public void Gradients_pass_through_a_script()
    {
        using var scope = NewDisposeScope();
        using var script = jit.load<Tensor, Tensor>(s_path);
        var x = F64(1, 1).requires_grad_();
        Equal([1.5, 2], autograd.grad([script.call(x).sum()], [x])[0]);
    }

    [Fact]
    public void An_error_inside_a_script_names_its_reason()
    {
        using var scope = NewDisposeScope();
        using var script = jit.load<Tensor, Tensor>(s_path);
        var e = Assert.Throws<ExternalException>(() => script.call(F64(1, 2, 3)));
        Assert.EndsWith("(1x3 and 2x3)", e.Message);
        Assert.DoesNotContain("\n", e.Message);
    }

    [Fact]
    public void Source_compiles_into_functions()
    {
        using var scope = NewDisposeScope();
        using var unit = jit.compile("def twice(x):\n    return 2 * x\n");
        Equal([2, 4], unit.invoke<Tensor>("twice", F64(1, 2)));
        Assert.Throws<ExternalException>(() => jit.compile("def broken(:"));
    }

    [Fact]
    public void Loading_and_calling_leaves_no_tensor_behind()
    {
        var before = Living.Tensors();
        using (NewDisposeScope())
        {
            using var script = jit.load<Tensor, Tensor>(s_path);
            script.call(F64(1, 2));
            script.to(ScalarType.Float32);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
