using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_zeros(long* size, int n, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_ones(long* size, int n, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_empty(long* size, int n, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_full(long* size, int n, NativeScalar value, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_arange(NativeScalar start, NativeScalar stop, NativeScalar step, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_linspace(double start, double end, long steps, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_logspace(double start, double end, long steps, double @base, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_eye(long rows, long columns, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_from_memory(void* data, long* size, int n, sbyte source, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_from_pinned(void* data, long* size, int n, sbyte dtype, int dt, int di, int grad, delegate* unmanaged<nint, void> release, nint context, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_zeros_like(nint a, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_ones_like(nint a, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_empty_like(nint a, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_rand_like(nint a, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_randn_like(nint a, sbyte dtype, int dt, int di, int grad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_full_like(nint a, NativeScalar value, sbyte dtype, int dt, int di, int grad, out nint r);
}
