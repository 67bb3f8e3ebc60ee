using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_reshape(nint a, long* size, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_view(nint a, long* size, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_view_as_strided(nint a, long* size, long* stride, int n, long offset, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_flatten(nint a, long start, long end, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_unsqueeze(nint a, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_unsqueeze_(nint a, long dim);
    [LibraryImport(Lib)] internal static partial int gp_squeeze(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_squeeze_dim(nint a, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_transpose(nint a, long d0, long d1, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_permute(nint a, long* dims, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_t(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_expand(nint a, long* size, int n, int @implicit, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_repeat(nint a, long* counts, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_repeat_interleave(nint a, long repeats, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_repeat_interleave_dim(nint a, long repeats, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_repeat_interleave_tensor(nint a, nint repeats, int hasDim, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_tile(nint a, long* counts, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_cat(nint* tensors, int n, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_stack(nint* tensors, int n, long dim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_split(nint a, long size, long dim, out int count);
    [LibraryImport(Lib)] internal static partial int gp_split_sizes(nint a, long* sizes, int n, long dim, out int count);
    [LibraryImport(Lib)] internal static partial int gp_chunk(nint a, long chunks, long dim, out int count);
    [LibraryImport(Lib)] internal static partial int gp_unbind(nint a, long dim, out int count);
    [LibraryImport(Lib)] internal static partial int gp_flip(nint a, long* dims, int n, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_roll(nint a, long* shifts, int ns, long* dims, int nd, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_triu(nint a, long diagonal, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_tril(nint a, long diagonal, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_diag(nint a, long diagonal, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_diagonal(nint a, long offset, long d0, long d1, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_diag_embed(nint a, long offset, long d0, long d1, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_meshgrid(nint* tensors, int n, byte* indexing, out int count);
}
