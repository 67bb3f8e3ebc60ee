using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenPhys.Inference.Models.SafeTensors;

/// <summary>
/// A safetensors file in memory: eight bytes of header length, a JSON header that gives each array's type, shape and
/// offsets, then the arrays back to back. Reading trusts nothing: every length, offset, type and shape is checked
/// against the bytes that are there before an array is handed out.
/// </summary>
public sealed class SafeTensorsFile
{
    /// <summary>The longest header that is read: 8 MiB, some 50,000 arrays.</summary>
    public const int MaxHeaderBytes = 8 << 20;

    internal const int PrefixBytes = 8;

    private readonly Dictionary<string, SafeTensor> _byName;

    /// <summary>Gathers arrays and metadata into a file.</summary>
    /// <param name="tensors">The arrays, in file order; names must differ.</param>
    /// <param name="metadata">Free text by name; none by default.</param>
    /// <exception cref="ArgumentException">Two arrays have one name, or one is called <c>__metadata__</c>.</exception>
    public SafeTensorsFile(IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Tensors = [.. tensors];
        Metadata = metadata ?? new Dictionary<string, string>();
        _byName = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        foreach (var tensor in Tensors)
        {
            if (tensor.Name == SafeTensorsHeader.MetadataName || !_byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException($"'{tensor.Name}' is reserved or given twice.", nameof(tensors));
            }
        }
    }

    /// <summary>The arrays in file order.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>Free text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The array of a name, or null.</summary>
    /// <param name="name">Name of the array.</param>
    public SafeTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file's bytes; the arrays refer to them, no copy is made.</param>
    /// <exception cref="SafeTensorsException">The bytes are not a valid file of this format.</exception>
    public static SafeTensorsFile Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < PrefixBytes)
        {
            throw new SafeTensorsException($"The file has {bytes.Length} bytes; the header length alone takes {PrefixBytes}.");
        }

        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (headerBytes is < 2 or > MaxHeaderBytes)
        {
            throw new SafeTensorsException($"The header length {headerBytes} is outside 2 to {MaxHeaderBytes}.");
        }

        if (headerBytes > (ulong)(bytes.Length - PrefixBytes))
        {
            throw new SafeTensorsException($"The header of {headerBytes} bytes runs past the end of the file ({bytes.Length} bytes).");
        }

        var header = SafeTensorsHeader.Parse(bytes.Span.Slice(PrefixBytes, (int)headerBytes));
        var data = bytes[(PrefixBytes + (int)headerBytes)..];
        header.CheckLayout(data.Length);
        return new SafeTensorsFile(header.Entries.Select(e => Slice(e, data)), header.Metadata);
    }

    /// <summary>The file's bytes; the arrays begin on a multiple of 8.</summary>
    public byte[] ToArray()
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(SafeTensorsHeader.MetadataName);
                foreach (var (name, text) in Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(name, text);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in Tensors)
            {
                WriteEntry(json, tensor, offset);
                offset += tensor.Data.Length;
            }

            json.WriteEndObject();
        }

        header.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((8 - header.Length % 8) % 8))));
        using var file = new MemoryStream();
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        file.Write(prefix);
        header.WriteTo(file);
        foreach (var tensor in Tensors)
        {
            file.Write(tensor.Data.Span);
        }

        return file.ToArray();
    }

    private static SafeTensor Slice(SafeTensorsHeader.Entry entry, ReadOnlyMemory<byte> data)
    {
        var bytes = data[(int)entry.Begin..(int)entry.End];
        if (entry.Type == SafeTensorType.BOOL && bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new SafeTensorsException($"'{entry.Name}' is BOOL and holds a byte that is neither 0 nor 1.");
        }

        return new SafeTensor(entry.Name, entry.Type, entry.Shape, bytes);
    }

    private static void WriteEntry(Utf8JsonWriter json, SafeTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Data.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
