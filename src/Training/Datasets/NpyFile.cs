using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace GenPhys.Training.Datasets;

/// <summary>
/// NumPy's array file, versions 1 to 3, for little-endian float32 and float64 in C order. A file is judged by its length
/// before anything is allocated, and nothing in it is ever evaluated.
/// </summary>
public static partial class NpyFile
{
    private const int LongestHeader = 64 * 1024;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a two-dimensional array.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The rows, <c>[rows, columns]</c>.</returns>
    /// <exception cref="InvalidDataException">The file is no such array; the message says why.</exception>
    public static PointSet Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <summary>Reads a two-dimensional array from a stream that knows its length.</summary>
    /// <param name="file">The stream, at the start of the array.</param>
    /// <returns>The rows, <c>[rows, columns]</c>.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such array; the message says why.</exception>
    public static PointSet Read(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (itemSize, rows, columns) = ReadHeader(file);
        var expected = (Int128)rows * columns * itemSize;
        var left = file.Length - file.Position;
        if (expected != left)
        {
            throw new InvalidDataException($"the header promises [{rows}, {columns}] numbers of {itemSize} bytes = {expected} bytes, the file holds {left}");
        }

        if (rows == 0 || columns == 0 || (Int128)rows * columns > Array.MaxLength)
        {
            throw new InvalidDataException($"an array of [{rows}, {columns}] holds no usable number of points");
        }

        return new PointSet(ReadValues(file, itemSize, (int)(rows * columns)), (int)columns);
    }

    /// <summary>Writes rows as little-endian float32, version 1.0.</summary>
    /// <param name="file">Receives the array.</param>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="columns">Numbers per row, at least 1.</param>
    public static void Write(Stream file, ReadOnlySpan<float> values, int columns)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Length / columns}, {columns}), }}";
        header = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + '\n';
        file.Write(Magic);
        file.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.Latin1.GetBytes(header));
        Span<byte> word = stackalloc byte[4];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(word, value);
            file.Write(word);
        }
    }

    private static (int ItemSize, long Rows, long Columns) ReadHeader(Stream file)
    {
        Span<byte> start = stackalloc byte[12];
        ReadExactly(file, start[..8]);
        if (!start[..6].SequenceEqual(Magic) || start[6] is < 1 or > 3)
        {
            throw new InvalidDataException("not a .npy file of version 1, 2 or 3");
        }

        var lengthBytes = start[6] == 1 ? 2 : 4;
        ReadExactly(file, start.Slice(8, lengthBytes));
        var length = lengthBytes == 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestHeader || length > file.Length - file.Position)
        {
            throw new InvalidDataException($"the header claims {length} bytes, more than the file or the limit of {LongestHeader} allows");
        }

        var header = new byte[length];
        ReadExactly(file, header);
        return Parse(Encoding.Latin1.GetString(header));
    }

    private static (int ItemSize, long Rows, long Columns) Parse(string header)
    {
        var match = HeaderPattern().Match(header);
        if (!match.Success)
        {
            throw new InvalidDataException("the header is not {'descr', 'fortran_order', 'shape'} of a plain array");
        }

        var itemSize = match.Groups["descr"].Value switch
        {
            "<f4" => 4,
            "<f8" => 8,
            var other => throw new InvalidDataException($"the numbers are '{other}', must be '<f4' or '<f8': convert with array.astype('<f4')"),
        };
        if (match.Groups["order"].Value != "False")
        {
            throw new InvalidDataException("the array is in Fortran order: convert with numpy.ascontiguousarray(array)");
        }

        var shape = match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (shape.Length != 2 || !long.TryParse(shape[0], out var rows) || !long.TryParse(shape[1], out var columns))
        {
            throw new InvalidDataException($"the shape is ({match.Groups["shape"].Value}), must be (rows, columns)");
        }

        return (itemSize, rows, columns);
    }

    private static double[] ReadValues(Stream file, int itemSize, int count)
    {
        var values = new double[count];
        var buffer = new byte[itemSize * 8192];
        for (var done = 0; done < count;)
        {
            var part = Math.Min(8192, count - done);
            var bytes = buffer.AsSpan(0, part * itemSize);
            ReadExactly(file, bytes);
            for (var i = 0; i < part; i++)
            {
                values[done + i] = itemSize == 4
                    ? BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..])
                    : BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
            }

            done += part;
        }

        return values;
    }

    private static void ReadExactly(Stream file, Span<byte> bytes)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("the file ends too early");
        }
    }

    [GeneratedRegex(
        """^\s*\{\s*'descr'\s*:\s*'(?<descr>[^']{1,16})'\s*,\s*'fortran_order'\s*:\s*(?<order>True|False)\s*,\s*'shape'\s*:\s*\((?<shape>[0-9, ]{0,128})\)\s*,?\s*\}\s*$""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HeaderPattern();
}
