using static TorchSharp.torch;

namespace GenPhys.TorchSharp.Tests;

/// <summary>Comparisons of tensors with plain numbers.</summary>
internal static class Check
{
    internal static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    internal static void Equal(double[] expected, Tensor actual, double tolerance = 1e-12)
    {
        var values = Values(actual);
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]:R}, got {values[i]:R}");
        }
    }

    internal static void Shape(long[] expected, Tensor actual) => Assert.Equal(expected, actual.shape);

    internal static Tensor F64(params double[] values) => tensor(values);
}
