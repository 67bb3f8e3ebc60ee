using System.Runtime.InteropServices;

namespace GenPhys.Inference.Models.SafeTensors;

/// <summary>One named array of a safetensors file: row-major, little-endian.</summary>
public sealed class SafeTensor
{
    /// <summary>Wraps bytes that already have the file's layout.</summary>
    /// <param name="name">Name of the array, not empty.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes, each 0 or more; empty for a scalar.</param>
    /// <param name="data">The elements; as many bytes as type and shape say.</param>
    /// <exception cref="ArgumentException">The number of bytes is not what type and shape say, or the name is empty.</exception>
    public SafeTensor(string name, SafeTensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (!TryCountBytes(type, shape, out var bytes) || bytes != data.Length)
        {
            throw new ArgumentException(
                $"'{name}': {data.Length} bytes do not fill a {type} array of shape [{string.Join(", ", shape)}].", nameof(data));
        }

        (Name, Type, Shape, Data) = (name, type, [.. shape], data);
    }

    /// <summary>Name of the array.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public SafeTensorType Type { get; }

    /// <summary>Sizes, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements as the file holds them.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>An array of float32 elements.</summary>
    /// <param name="name">Name of the array.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="values">Elements, row-major; copied.</param>
    public static SafeTensor Of(string name, IReadOnlyList<long> shape, ReadOnlySpan<float> values) =>
        new(name, SafeTensorType.F32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An array of float64 elements.</summary>
    /// <param name="name">Name of the array.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="values">Elements, row-major; copied.</param>
    public static SafeTensor Of(string name, IReadOnlyList<long> shape, ReadOnlySpan<double> values) =>
        new(name, SafeTensorType.F64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The elements as float64; exact for every type but I64 beyond 2^53.</summary>
    /// <returns>A new array, row-major.</returns>
    public double[] ToDoubles()
    {
        var data = Data.Span;
        return Type switch
        {
            SafeTensorType.F64 => MemoryMarshal.Cast<byte, double>(data).ToArray(),
            SafeTensorType.F32 => Widen(MemoryMarshal.Cast<byte, float>(data), static v => v),
            SafeTensorType.F16 => Widen(MemoryMarshal.Cast<byte, Half>(data), static v => (double)v),
            SafeTensorType.BF16 => Widen(
                MemoryMarshal.Cast<byte, ushort>(data), static v => BitConverter.Int32BitsToSingle(v << 16)),
            SafeTensorType.I64 => Widen(MemoryMarshal.Cast<byte, long>(data), static v => v),
            SafeTensorType.I32 => Widen(MemoryMarshal.Cast<byte, int>(data), static v => v),
            _ => Widen(data, static v => v),
        };
    }

    /// <summary>The elements as float32, rounded once where the type is wider.</summary>
    /// <returns>A new array, row-major.</returns>
    public float[] ToSingles() => Type == SafeTensorType.F32
        ? MemoryMarshal.Cast<byte, float>(Data.Span).ToArray()
        : Array.ConvertAll(ToDoubles(), static v => (float)v);

    internal static int ElementSize(SafeTensorType type) => type switch
    {
        SafeTensorType.F64 or SafeTensorType.I64 => 8,
        SafeTensorType.F32 or SafeTensorType.I32 => 4,
        SafeTensorType.F16 or SafeTensorType.BF16 => 2,
        _ => 1,
    };

    /// <summary>False when a size is negative or the product does not fit 63 bits, even if another size is 0.</summary>
    internal static bool TryCountBytes(SafeTensorType type, IReadOnlyList<long> shape, out long bytes)
    {
        bytes = ElementSize(type);
        var empty = false;
        foreach (var size in shape)
        {
            if (size < 0)
            {
                return false;
            }

            if (size == 0)
            {
                empty = true;
                continue;
            }

            if (bytes > long.MaxValue / size)
            {
                return false;
            }

            bytes *= size;
        }

        bytes = empty ? 0 : bytes;
        return true;
    }

    private static double[] Widen<T>(ReadOnlySpan<T> values, Func<T, double> widen)
    {
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            result[i] = widen(values[i]);
        }

        return result;
    }
}
