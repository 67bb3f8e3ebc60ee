using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Net.Wire;

/// <summary>The five bytes before every message: a flag and the length of the payload.</summary>
internal readonly record struct Frame(byte Flag, uint Length)
{
    public const int HeaderSize = 5;

    public bool IsCompressed => Flag == 1;

    public static Frame Read(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        return new Frame(header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
    }

    public static void Write(IBufferWriter<byte> target, bool compressed, int length)
    {
        Span<byte> header = target.GetSpan(HeaderSize);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        target.Advance(HeaderSize);
    }
}
