using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_manual_seed(long seed);
    [LibraryImport(Lib)] internal static partial int gp_generator_new(ulong seed, int type, int index, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_generator_default(out nint r);
    [LibraryImport(Lib)] internal static partial int gp_generator_release(nint g);
    [LibraryImport(Lib)] internal static partial int gp_generator_seed(nint g, long seed);
    [LibraryImport(Lib)] internal static partial int gp_generator_initial_seed(nint g, out long seed);
    [LibraryImport(Lib)] internal static partial int gp_generator_get_state(nint g, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_generator_set_state(nint g, nint state);
    [LibraryImport(Lib)] internal static partial int gp_rand(long* size, int n, nint g, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_randn(long* size, int n, nint g, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_randint(long low, long high, long* size, int n, nint g, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_randperm(long n, nint g, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_normal_(nint a, double mean, double std, nint g);
    [LibraryImport(Lib)] internal static partial int gp_uniform_(nint a, double from, double to, nint g);
    [LibraryImport(Lib)] internal static partial int gp_bernoulli_(nint a, double p, nint g);
    [LibraryImport(Lib)] internal static partial int gp_bernoulli(nint a, nint g, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_multinomial(nint a, long samples, int replacement, nint g, out nint r);
}
