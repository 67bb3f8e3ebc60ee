using System.Buffers.Binary;
using System.Text;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>A protobuf message without its schema: fields by number, read from the wire format.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, ulong Value, byte[] Bytes)> _fields = [];

    public ProtoMessage(ReadOnlySpan<byte> wire)
    {
        while (wire.Length > 0)
        {
            var tag = Varint(ref wire);
            var (number, value, bytes) = ((int)(tag >> 3), 0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    value = Varint(ref wire);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(wire);
                    wire = wire[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref wire);
                    bytes = wire[..length].ToArray();
                    wire = wire[length..];
                    break;
                case 5:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(wire);
                    wire = wire[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7}.");
            }

            _fields.Add((number, value, bytes));
        }
    }

    public IEnumerable<ProtoMessage> Messages(int number) => _fields.Where(field => field.Number == number).Select(field => new ProtoMessage(field.Bytes));

    public byte[] Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes ?? [];

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public ulong Number(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    /// <summary>A list of OTLP KeyValue messages; numbers as their text.</summary>
    public Dictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    private static string Value(ProtoMessage any) => any._fields switch
    {
        [(3, var integer, _)] => ((long)integer).ToString(System.Globalization.CultureInfo.InvariantCulture),
        [(4, var bits, _)] => BitConverter.UInt64BitsToDouble(bits).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => any.Text(1),
    };

    private static ulong Varint(ref ReadOnlySpan<byte> wire)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = wire[0];
            wire = wire[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
