using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>A number by value, two integer registers wide, as gp_scalar in native/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeScalar
{
    internal const long Integer = 0;
    internal const long Floating = 1;
    internal const long Boolean = 2;

    private readonly long _kind;
    private readonly long _bits;

    internal NativeScalar(long value) => (_kind, _bits) = (Integer, value);

    internal NativeScalar(double value) => (_kind, _bits) = (Floating, BitConverter.DoubleToInt64Bits(value));

    internal NativeScalar(bool value) => (_kind, _bits) = (Boolean, value ? 1 : 0);

    private NativeScalar(long kind, long bits) => (_kind, _bits) = (kind, bits);

    internal static NativeScalar Absent => new(-1, 0);

    internal static NativeScalar One => new(1L);

    internal long Kind => _kind;

    internal double AsDouble => _kind == Floating ? BitConverter.Int64BitsToDouble(_bits) : _bits;

    internal long AsInt64 => _kind == Floating ? (long)BitConverter.Int64BitsToDouble(_bits) : _bits;
}
