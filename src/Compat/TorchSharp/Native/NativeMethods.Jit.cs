using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_jit_load(byte* path, int hasDevice, int type, int index, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_jit_load_bytes(byte* bytes, long length, int hasDevice, int type, int index, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_jit_save(nint m, byte* path);
    [LibraryImport(Lib)] internal static partial int gp_jit_release(nint m);
    [LibraryImport(Lib)] internal static partial int gp_jit_train(nint m, int on);
    [LibraryImport(Lib)] internal static partial int gp_jit_is_training(nint m, out int on);
    [LibraryImport(Lib)] internal static partial int gp_jit_to_device(nint m, int type, int index);
    [LibraryImport(Lib)] internal static partial int gp_jit_to_dtype(nint m, sbyte dtype);
    [LibraryImport(Lib)] internal static partial int gp_jit_named(nint m, int buffers, int recurse, out int count, out nint names);
    [LibraryImport(Lib)] internal static partial int gp_jit_call(nint m, byte* method, nint* args, int n, out int shape);
    [LibraryImport(Lib)] internal static partial int gp_jit_compile(byte* source, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_jit_unit_release(nint unit);
    [LibraryImport(Lib)] internal static partial int gp_jit_unit_call(nint unit, byte* function, nint* args, int n, out int shape);
}
