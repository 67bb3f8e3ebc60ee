using System.Runtime.InteropServices;
using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>Comparisons bit for bit: 0 and -0 differ.</summary>
internal static class Bits
{
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual) =>
        Assert.True(
            MemoryMarshal.Cast<double, long>(expected).SequenceEqual(MemoryMarshal.Cast<double, long>(actual)),
            "The numbers differ in at least one bit.");

    public static void Equal(EngineResult expected, EngineResult actual)
    {
        Equal(expected.States, actual.States);
        Equal(expected.Scalars, actual.Scalars);
        Assert.Equal(expected.Evaluations, actual.Evaluations);
        Assert.Equal(expected.Failures, actual.Failures);
    }
}
