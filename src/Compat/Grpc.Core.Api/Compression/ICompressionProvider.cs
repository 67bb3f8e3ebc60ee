using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A compression of messages, named as in <c>grpc-encoding</c>.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>A stream that compresses into another; it leaves the other open.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that decompresses from another.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
