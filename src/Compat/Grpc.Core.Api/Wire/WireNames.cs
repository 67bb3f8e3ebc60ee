namespace Grpc.Net.Wire;

/// <summary>Names that the protocol gives to headers and values.</summary>
internal static class WireNames
{
    public const string ContentType = "application/grpc";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Timeout = "grpc-timeout";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Identity = "identity";

    /// <summary>Metadata by which either side of the real library chooses the compression of one call; it never crosses the wire.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>Whether a content type is gRPC's, alone or with a message format or parameters; gRPC-Web is another protocol.</summary>
    public static bool IsGrpcContentType(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is ';' or '+');
}
