using System.Text;
using System.Text.Json;

namespace GenPhys.Inference.Models.SafeTensors;

/// <summary>The JSON header, read member by member so that nothing in it is taken on trust.</summary>
internal sealed class SafeTensorsHeader
{
    public const string MetadataName = "__metadata__";

    private const int MaxRank = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public List<Entry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json)
    {
        if (json[0] != (byte)'{')
        {
            throw new SafeTensorsException("The header does not begin with '{'.");
        }

        try
        {
            // The JSON reader checks the encoding of a text only when it is decoded, and not inside what it skips.
            _ = StrictUtf8.GetCharCount(json);
            var header = new SafeTensorsHeader();
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
            header.ReadMembers(ref reader);
            return header;
        }
        catch (DecoderFallbackException e)
        {
            throw new SafeTensorsException("The header is not valid UTF-8.", e);
        }
        catch (JsonException e)
        {
            throw new SafeTensorsException($"The header is not valid JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // A \u escape that is half of a surrogate pair decodes to no text.
            throw new SafeTensorsException($"The header holds a text that cannot be decoded: {e.Message}", e);
        }
    }

    /// <summary>The arrays must fill the data exactly: no gap, no overlap, nothing behind the last one.</summary>
    public void CheckLayout(long dataBytes)
    {
        // An empty array shares its offset with its successor, hence the second key.
        long expected = 0;
        foreach (var entry in Entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.End > dataBytes)
            {
                throw new SafeTensorsException(
                    $"'{entry.Name}' ends at byte {entry.End}, past the end of the data ({dataBytes} bytes).");
            }

            if (entry.Begin != expected)
            {
                var what = entry.Begin < expected ? "overlaps the array before it" : "leaves a gap before it";
                throw new SafeTensorsException($"'{entry.Name}' begins at byte {entry.Begin} and {what}, which ends at {expected}.");
            }

            expected = entry.End;
        }

        if (expected != dataBytes)
        {
            throw new SafeTensorsException($"{dataBytes - expected} bytes behind the last array belong to none.");
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            if (!_names.Add(name))
            {
                throw new SafeTensorsException($"'{name}' is given twice.");
            }

            if (name == MetadataName)
            {
                ReadMetadata(ref reader);
            }
            else if (name.Length == 0)
            {
                throw new SafeTensorsException("An array has an empty name.");
            }
            else
            {
                Entries.Add(ReadEntry(ref reader, name));
            }
        }

        if (reader.Read())
        {
            throw new SafeTensorsException("The header goes on behind its object.");
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, $"{MetadataName}/{key}");
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw new SafeTensorsException($"{MetadataName}/{key} is given twice.");
            }
        }
    }

    private static Entry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"'{name}'");
        SafeTensorType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var member = reader.GetString();
            var given = member switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (given)
            {
                throw new SafeTensorsException($"'{name}' gives {member} twice.");
            }

            switch (member)
            {
                case "dtype":
                    type = ReadType(ref reader, name);
                    break;
                case "shape":
                    shape = ReadIntegers(ref reader, name, "shape", MaxRank);
                    break;
                case "data_offsets":
                    offsets = ReadIntegers(ref reader, name, "data_offsets", 2);
                    break;
                default:
                    throw new SafeTensorsException($"'{name}' has the unknown member '{member}'.");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw new SafeTensorsException($"'{name}' needs dtype, shape and two data_offsets.");
        }

        if (!SafeTensor.TryCountBytes(type.Value, shape, out var bytes))
        {
            throw new SafeTensorsException($"'{name}': the shape [{string.Join(", ", shape)}] overflows.");
        }

        if (end < begin || end - begin != bytes)
        {
            throw new SafeTensorsException(
                $"'{name}': data_offsets [{begin}, {end}] do not span the {bytes} bytes of a {type} array of shape [{string.Join(", ", shape)}].");
        }

        return new Entry(name, type.Value, shape, begin, end);
    }

    private static SafeTensorType ReadType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String, $"'{name}'/dtype");
        var text = reader.GetString()!;

        // Enum.TryParse alone would also take "1" and "F32,F64".
        if (!Enum.TryParse<SafeTensorType>(text, out var type) || type.ToString() != text)
        {
            throw new SafeTensorsException(
                $"'{name}' has dtype '{text}'; this reader takes {string.Join(", ", Enum.GetNames<SafeTensorType>())}.");
        }

        return type;
    }

    private static List<long> ReadIntegers(ref Utf8JsonReader reader, string name, string member, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"'{name}'/{member}");
        var values = new List<long>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0 || values.Count == most)
            {
                throw new SafeTensorsException($"'{name}'/{member} must hold at most {most} integers from 0 to 2^63 - 1.");
            }

            values.Add(value);
        }

        return values;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (Next(ref reader) != type)
        {
            throw new SafeTensorsException($"{what}: expected {type}, found {reader.TokenType}.");
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read()
        ? reader.TokenType
        : throw new SafeTensorsException("The header ends too early.");

    internal sealed record Entry(string Name, SafeTensorType Type, IReadOnlyList<long> Shape, long Begin, long End);
}
