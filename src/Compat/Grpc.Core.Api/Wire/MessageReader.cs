using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Wire;

/// <summary>
/// Reads messages from a byte stream. Nothing is allocated by what a length prefix claims: bytes gather in the pipe as they arrive, and the
/// claim is checked against the limit first.
/// </summary>
internal sealed class MessageReader(PipeReader pipe, int? maxSize, ICompressionProvider? compression)
{
    private readonly PayloadContext context = new();

    /// <summary>The next message; false at the end of the stream.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no message, or too many.</exception>
    public async ValueTask<(bool Found, T? Message)> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            SequencePosition consumed = buffer.Start;
            SequencePosition examined = buffer.End;
            try
            {
                if (result.IsCanceled)
                {
                    throw new OperationCanceledException();
                }

                if (TryTake(buffer, deserializer, out T? message, out SequencePosition end))
                {
                    consumed = examined = end;
                    return (true, message);
                }

                if (result.IsCompleted)
                {
                    return buffer.IsEmpty
                        ? (false, default)
                        : throw new MalformedMessageException(StatusCode.Internal, "Incomplete message: the stream ended inside it.");
                }
            }
            finally
            {
                pipe.AdvanceTo(consumed, examined);
            }
        }
    }

    /// <summary>The one message that the stream must hold.</summary>
    /// <exception cref="MalformedMessageException">There is none, or another one follows.</exception>
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
    {
        (bool found, T? message) = await ReadAsync(deserializer, cancellationToken).ConfigureAwait(false);
        if (!found)
        {
            throw new MalformedMessageException(StatusCode.Internal, "Incomplete message: the stream ended before it.");
        }

        while (true)
        {
            ReadResult result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            bool more = !result.Buffer.IsEmpty;
            pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (more)
            {
                throw new MalformedMessageException(StatusCode.Internal, "Additional data after the message: this call takes one.");
            }

            if (result.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            if (result.IsCompleted)
            {
                return message!;
            }
        }
    }

    private bool TryTake<T>(
        in ReadOnlySequence<byte> buffer,
        Func<DeserializationContext, T> deserializer,
        out T? message,
        out SequencePosition end)
    {
        message = default;
        end = default;
        if (buffer.Length < Frame.HeaderSize)
        {
            return false;
        }

        Frame frame = Frame.Read(buffer);
        Check(frame);
        if (buffer.Length - Frame.HeaderSize < frame.Length)
        {
            return false;
        }

        ReadOnlySequence<byte> payload = buffer.Slice(Frame.HeaderSize, frame.Length);
        end = payload.End;
        if (!frame.IsCompressed)
        {
            message = context.Read(payload, deserializer);
            return true;
        }

        using var plain = new PooledBuffer();
        Decompressor.Decompress(compression!, payload, maxSize, plain);
        message = context.Read(new ReadOnlySequence<byte>(plain.Memory), deserializer);
        return true;
    }

    private void Check(Frame frame)
    {
        if (frame.Flag > 1)
        {
            throw new MalformedMessageException(StatusCode.Internal, "Unexpected compressed flag value in message header.");
        }

        if (frame.IsCompressed && compression is null)
        {
            throw new MalformedMessageException(StatusCode.Internal, "The message is compressed, but grpc-encoding names no compression.");
        }

        if (frame.Length > (uint)(maxSize ?? Array.MaxLength))
        {
            throw new MalformedMessageException(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
        }
    }
}
