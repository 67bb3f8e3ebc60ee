using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_index(nint a, NativeIndex* entries, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_index_put_(nint a, NativeIndex* entries, int n, nint value);
    [LibraryImport(Lib)] internal static partial int gp_index_put_scalar_(nint a, NativeIndex* entries, int n, NativeScalar value);
    [LibraryImport(Lib)] internal static partial int gp_narrow(nint a, long dim, long start, long length, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_slice(nint a, long dim, long start, long stop, long step, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_select(nint a, long dim, long index, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_index_select(nint a, long dim, nint index, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_take_along_dim(nint a, nint index, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_gather(nint a, long dim, nint index, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_scatter(nint a, long dim, nint index, nint source, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_scatter_(nint a, long dim, nint index, nint source);
    [LibraryImport(Lib)] internal static partial int gp_scatter_add(nint a, long dim, nint index, nint source, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_scatter_add_(nint a, long dim, nint index, nint source);
    [LibraryImport(Lib)] internal static partial int gp_index_copy(nint a, long dim, nint index, nint source, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_index_copy_(nint a, long dim, nint index, nint source);
    [LibraryImport(Lib)] internal static partial int gp_index_add(nint a, long dim, nint index, nint source, NativeScalar alpha, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_index_add_(nint a, long dim, nint index, nint source, NativeScalar alpha);
    [LibraryImport(Lib)] internal static partial int gp_masked_fill(nint a, nint mask, NativeScalar value, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_masked_fill_(nint a, nint mask, NativeScalar value);
    [LibraryImport(Lib)] internal static partial int gp_masked_select(nint a, nint mask, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_nonzero(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_sort(nint a, long dim, int descending, int stable, out nint values, out nint indices);
    [LibraryImport(Lib)] internal static partial int gp_argsort(nint a, long dim, int descending, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_topk(nint a, long k, long dim, int largest, int sorted, out nint values, out nint indices);
    [LibraryImport(Lib)] internal static partial int gp_searchsorted(nint sorted, nint values, int outInt32, int right, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_bincount(nint a, nint weights, long minlength, out nint r);
}
