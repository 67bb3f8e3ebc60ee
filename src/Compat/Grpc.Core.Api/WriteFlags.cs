namespace Grpc.Core;

/// <summary>Choices for one write.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for the next one.</summary>
    BufferHint = 0x1,

    /// <summary>The message goes out uncompressed.</summary>
    NoCompress = 0x2,
}
