using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_release(nint a);
    [LibraryImport(Lib)] internal static partial int gp_alias(nint a, out nint r);
    [LibraryImport(Lib), SuppressGCTransition] internal static partial long gp_ndim(nint a);
    [LibraryImport(Lib), SuppressGCTransition] internal static partial long gp_numel(nint a);
    [LibraryImport(Lib), SuppressGCTransition] internal static partial int gp_dtype(nint a);
    [LibraryImport(Lib), SuppressGCTransition] internal static partial long gp_element_size(nint a);
    [LibraryImport(Lib), SuppressGCTransition] internal static partial int gp_device_type(nint a);
    [LibraryImport(Lib), SuppressGCTransition] internal static partial int gp_device_index(nint a);
    [LibraryImport(Lib)] internal static partial int gp_sizes(nint a, long* result);
    [LibraryImport(Lib)] internal static partial int gp_strides(nint a, long* result);
    [LibraryImport(Lib)] internal static partial int gp_size(nint a, long dim, out long result);
    [LibraryImport(Lib)] internal static partial int gp_storage_offset(nint a, out long result);
    [LibraryImport(Lib)] internal static partial int gp_is_contiguous(nint a, out int yes);
    [LibraryImport(Lib)] internal static partial int gp_is_leaf(nint a, out int yes);
    [LibraryImport(Lib)] internal static partial int gp_data(nint a, out nint p);
    [LibraryImport(Lib)] internal static partial int gp_item(nint a, out NativeScalar result);
    [LibraryImport(Lib)] internal static partial int gp_to_dtype(nint a, sbyte dtype, int copy, int nonBlocking, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_to_device(nint a, int type, int index, int copy, int nonBlocking, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_to(nint a, sbyte dtype, int type, int index, int copy, int nonBlocking, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_contiguous(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_clone(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_pin_memory(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_copy_(nint a, nint source, int nonBlocking);
    [LibraryImport(Lib)] internal static partial int gp_set_(nint a, nint source);
}
