using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Turns a native return code into the exception that carries libtorch's reason.</summary>
internal static class NativeError
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int code)
    {
        if (code != 0)
        {
            Throw();
        }
    }

    [DoesNotReturn]
    private static unsafe void Throw() =>
        throw new ExternalException(Marshal.PtrToStringUTF8((nint)NativeMethods.gp_last_error()));
}
