using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace GenPhys.Bench.Measuring;

/// <summary>What the figures depend on, in one line.</summary>
internal static class Machine
{
    public static string Describe(BusyCores busy)
    {
        var vectors = Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "no AVX";
        return $"{Environment.ProcessorCount} virtual cores ({RuntimeInformation.ProcessArchitecture}, {vectors}), "
            + $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}; "
            + $"everything on the machine together kept {busy.Mean:0.00} cores busy.";
    }
}
