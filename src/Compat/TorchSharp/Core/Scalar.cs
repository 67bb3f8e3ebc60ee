using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A single number of any element type. Nothing native is behind it, so disposing it is free and optional.</summary>
public sealed class Scalar : IDisposable
{
    internal NativeScalar Value { get; }

    internal Scalar(NativeScalar value) => Value = value;

    public ScalarType Type => Value.Kind switch
    {
        NativeScalar.Integer => ScalarType.Int64,
        NativeScalar.Boolean => ScalarType.Bool,
        _ => ScalarType.Float64,
    };

    public static implicit operator Scalar(byte value) => value.ToScalar();

    public static implicit operator Scalar(sbyte value) => value.ToScalar();

    public static implicit operator Scalar(short value) => value.ToScalar();

    public static implicit operator Scalar(int value) => value.ToScalar();

    public static implicit operator Scalar(long value) => value.ToScalar();

    public static implicit operator Scalar(float value) => value.ToScalar();

    public static implicit operator Scalar(double value) => value.ToScalar();

    public static implicit operator Scalar(bool value) => value.ToScalar();

    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => new(new NativeScalar((long)value));

    public static Scalar ToScalar(this sbyte value) => new(new NativeScalar((long)value));

    public static Scalar ToScalar(this short value) => new(new NativeScalar((long)value));

    public static Scalar ToScalar(this int value) => new(new NativeScalar((long)value));

    public static Scalar ToScalar(this long value) => new(new NativeScalar(value));

    public static Scalar ToScalar(this float value) => new(new NativeScalar((double)value));

    public static Scalar ToScalar(this double value) => new(new NativeScalar(value));

    public static Scalar ToScalar(this bool value) => new(new NativeScalar(value));

    public static float ToSingle(this Scalar value) => (float)value.Value.AsDouble;

    public static double ToDouble(this Scalar value) => value.Value.AsDouble;

    public static sbyte ToSByte(this Scalar value) => (sbyte)value.Value.AsInt64;

    public static byte ToByte(this Scalar value) => (byte)value.Value.AsInt64;

    public static short ToInt16(this Scalar value) => (short)value.Value.AsInt64;

    public static int ToInt32(this Scalar value) => (int)value.Value.AsInt64;

    public static long ToInt64(this Scalar value) => value.Value.AsInt64;

    public static bool ToBoolean(this Scalar value) => value.Value.AsDouble != 0;
}
