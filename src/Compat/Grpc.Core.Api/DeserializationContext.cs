using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller reads one message.</summary>
public abstract class DeserializationContext
{
    /// <summary>The size of the payload in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The payload as a fresh array.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotSupportedException("This context gives no array.");

    /// <summary>The payload in place, valid only until the marshaller returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotSupportedException("This context gives no sequence.");
}
