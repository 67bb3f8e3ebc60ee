using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Wire;

/// <summary>Decompresses one payload, never past the limit: a small message may claim to hold gigabytes.</summary>
internal static class Decompressor
{
    private const int ReadSize = 16 * 1024;

    public static void Decompress(ICompressionProvider provider, ReadOnlySequence<byte> payload, int? maxSize, PooledBuffer target)
    {
        try
        {
            using Stream source = PipeReader.Create(payload).AsStream();
            using Stream stream = provider.CreateDecompressionStream(source);
            while (true)
            {
                int count = stream.Read(target.GetSpan(ReadSize));
                if (count == 0)
                {
                    return;
                }

                target.Advance(count);
                if (target.Length > (maxSize ?? Array.MaxLength - ReadSize))
                {
                    throw new MalformedMessageException(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
                }
            }
        }
        catch (InvalidDataException failure)
        {
            throw new MalformedMessageException(new Status(StatusCode.Internal, "The message could not be decompressed.", failure));
        }
    }
}
