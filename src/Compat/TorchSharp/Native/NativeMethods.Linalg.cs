using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_matmul(nint a, nint b, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_mm(nint a, nint b, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_bmm(nint a, nint b, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_mv(nint a, nint b, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_dot(nint a, nint b, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_outer(nint a, nint b, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_addmm(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_addmm_(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha);
    [LibraryImport(Lib)] internal static partial int gp_addmv(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_addmv_(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha);
    [LibraryImport(Lib)] internal static partial int gp_addbmm(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_addbmm_(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha);
    [LibraryImport(Lib)] internal static partial int gp_baddbmm(nint a, nint b, nint c, NativeScalar beta, NativeScalar alpha, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_einsum(byte* equation, nint* tensors, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_cdist(nint a, nint b, double p, long mode, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_linalg_inv(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_linalg_det(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_linalg_cholesky(nint a, out nint r);
}
