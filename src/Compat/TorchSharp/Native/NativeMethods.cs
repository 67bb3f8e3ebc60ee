using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Native;

/// <summary>The exports of libGenPhysTorch, one partial file per family as in native/. Codes go through NativeError.Check.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Lib = "GenPhysTorch";

    [LibraryImport(Lib), SuppressGCTransition] internal static partial byte* gp_last_error();
    [LibraryImport(Lib)] internal static partial int gp_take(nint* results);
    [LibraryImport(Lib)] internal static partial int gp_free(nint p);
    [LibraryImport(Lib)] internal static partial int gp_set_num_threads(int n);
    [LibraryImport(Lib)] internal static partial int gp_get_num_threads(out int n);
    [LibraryImport(Lib)] internal static partial int gp_set_num_interop_threads(int n);
    [LibraryImport(Lib)] internal static partial int gp_get_num_interop_threads(out int n);
    [LibraryImport(Lib)] internal static partial int gp_grad_mode(out int enabled);
    [LibraryImport(Lib)] internal static partial int gp_set_grad_mode(int enabled);
    [LibraryImport(Lib)] internal static partial int gp_inference_enter(int enabled, out nint guard);
    [LibraryImport(Lib)] internal static partial int gp_inference_leave(nint guard);
    [LibraryImport(Lib)] internal static partial int gp_inference_mode(out int enabled);
    [LibraryImport(Lib)] internal static partial int gp_cuda_is_available(out int yes);
    [LibraryImport(Lib)] internal static partial int gp_cuda_device_count(out int n);
    [LibraryImport(Lib)] internal static partial int gp_cuda_synchronize(long index);
    [LibraryImport(Lib)] internal static partial int gp_allow_tf32_matmul(int set, int value, out int current);
}
