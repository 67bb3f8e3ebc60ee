using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_linear(nint x, nint weight, nint bias, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_silu(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_silu_(nint a);
    [LibraryImport(Lib)] internal static partial int gp_gelu(nint a, byte* approximate, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_softplus(nint a, double beta, double threshold, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_log_sigmoid(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_leaky_relu(nint a, double slope, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_dropout(nint a, double p, int train, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_dropout_(nint a, double p, int train);
    [LibraryImport(Lib)] internal static partial int gp_embedding(nint weight, nint index, long padding, int byFrequency, int sparse, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_one_hot(nint a, long classes, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_layer_norm(nint x, long* shape, int n, nint weight, nint bias, double eps, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_group_norm(nint x, long groups, nint weight, nint bias, double eps, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_conv1d(nint x, nint w, nint b, long stride, long padding, long dilation, long groups, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_conv2d(nint x, nint w, nint b, long* stride, long* padding, long* dilation, long groups, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_avg_pool2d(nint x, long* kernel, long* stride, long* padding, int ceilMode, int countIncludePad, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_max_pool2d(nint x, long* kernel, long* stride, long* padding, long* dilation, int ceilMode, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_mse_loss(nint x, nint y, long reduction, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_l1_loss(nint x, nint y, long reduction, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_smooth_l1_loss(nint x, nint y, long reduction, double beta, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_bce_with_logits(nint x, nint y, nint weight, nint posWeight, long reduction, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_cross_entropy(nint x, nint y, nint weight, long ignoreIndex, long reduction, double smoothing, out nint r);
}
