using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_sum(nint a, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_sum_dims(nint a, long* dims, int n, int keepdim, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_mean(nint a, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_mean_dims(nint a, long* dims, int n, int keepdim, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_prod(nint a, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_prod_dim(nint a, long dim, int keepdim, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_cumsum(nint a, long dim, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_cumprod(nint a, long dim, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_std(nint a, int unbiased, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_var(nint a, int unbiased, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_std_dims(nint a, long* dims, int n, int unbiased, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_var_dims(nint a, long* dims, int n, int unbiased, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_min(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_max(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_min_dim(nint a, long dim, int keepdim, out nint values, out nint indices);
    [LibraryImport(Lib)] internal static partial int gp_max_dim(nint a, long dim, int keepdim, out nint values, out nint indices);
    [LibraryImport(Lib)] internal static partial int gp_amin(nint a, long* dims, int n, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_amax(nint a, long* dims, int n, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_argmax(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_argmin(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_argmax_dim(nint a, long dim, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_argmin_dim(nint a, long dim, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_median(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_all(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_any(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_all_dim(nint a, long dim, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_any_dim(nint a, long dim, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_norm(nint a, double p, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_norm_dim(nint a, double p, long dim, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_vector_norm(nint a, double ord, long* dims, int n, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_logsumexp(nint a, long dim, int keepdim, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_softmax(nint a, long dim, sbyte dtype, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_log_softmax(nint a, long dim, sbyte dtype, out nint r);
}
