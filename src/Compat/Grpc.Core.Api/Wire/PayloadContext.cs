using System.Buffers;
using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>Hands a received payload to a marshaller.</summary>
internal sealed class PayloadContext : DeserializationContext
{
    private ReadOnlySequence<byte> payload;

    public override int PayloadLength => (int)payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;

    public T Read<T>(ReadOnlySequence<byte> received, Func<DeserializationContext, T> deserializer)
    {
        payload = received;
        try
        {
            return deserializer(this);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw new MalformedMessageException(new Status(StatusCode.Internal, "The message could not be deserialized.", failure));
        }
        finally
        {
            payload = default;
        }
    }
}
