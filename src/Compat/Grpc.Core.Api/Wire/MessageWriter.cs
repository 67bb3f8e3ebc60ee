using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Wire;

/// <summary>
/// Writes messages with their frames. A payload of announced length goes straight to the target; one that is compressed or of unknown length
/// is staged in a pooled array first. Not thread-safe: the call's write lock guards it.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Write returns the staging buffer before it ends.")]
internal sealed class MessageWriter(int? maxSize) : SerializationContext
{
    private IBufferWriter<byte>? target;
    private ICompressionProvider? compression;
    private CompressionLevel? level;
    private PooledBuffer? staging;
    private int? announced;
    private bool completed;

    /// <summary>Whether bytes of the current message have reached the target: after a failure it then holds half a message.</summary>
    public bool Started { get; private set; }

    public void Write<T>(
        T message,
        Action<T, SerializationContext> serializer,
        IBufferWriter<byte> destination,
        ICompressionProvider? provider = null,
        CompressionLevel? compressionLevel = null)
    {
        (target, compression, level, announced, completed, Started) = (destination, provider, compressionLevel, null, false, false);
        try
        {
            serializer(message, this);
            if (!completed)
            {
                throw new InvalidOperationException("The marshaller did not complete the message.");
            }
        }
        finally
        {
            staging?.Dispose();
            staging = null;
            target = null;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        Check(payloadLength);
        announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (staging is not null)
        {
            return staging;
        }

        if (announced is not { } length || WillCompress(length))
        {
            return staging = new PooledBuffer();
        }

        if (!Started)
        {
            Started = true;
            Frame.Write(target!, compressed: false, length);
        }

        return target!;
    }

    public override void Complete()
    {
        completed = true;
        if (staging is not null)
        {
            WriteStaged(staging.Memory.Span);
        }
        else if (!Started)
        {
            WriteStaged([]);
        }
    }

    public override void Complete(byte[] payload)
    {
        completed = true;
        WriteStaged(payload);
    }

    private void WriteStaged(ReadOnlySpan<byte> payload)
    {
        Check(payload.Length);
        if (!WillCompress(payload.Length))
        {
            Started = true;
            Frame.Write(target!, compressed: false, payload.Length);
            target!.Write(payload);
            return;
        }

        using var packed = new PooledBuffer();
        using (Stream stream = compression!.CreateCompressionStream(new BufferWriterStream(packed), level))
        {
            stream.Write(payload);
        }

        Started = true;
        Frame.Write(target!, compressed: true, packed.Length);
        target!.Write(packed.Memory.Span);
    }

    // Compressors write nothing at all for empty input, which no decompressor accepts: an empty message goes out as it is.
    private bool WillCompress(int length) => compression is not null && length > 0;

    private void Check(int length)
    {
        if (length > maxSize)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."));
        }
    }
}
