using System.Globalization;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Net.Wire;

namespace Grpc.Net.Client;

/// <summary>A call's options as the headers of its request, and the headers of its response as status and metadata.</summary>
internal static class HttpHeaders
{
    public static HttpRequestMessage CreateRequest(
        GrpcChannel channel,
        IMethod method,
        Metadata? headers,
        string? host,
        TimeSpan? timeout,
        HttpContent content,
        out ICompressionProvider? compression)
    {
        compression = null;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(channel.Address, method.FullName))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.Host = host;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation(WireNames.AcceptEncoding, channel.Compressions.AcceptEncoding);
        if (timeout is { } span)
        {
            request.Headers.TryAddWithoutValidation(WireNames.Timeout, TimeoutText.Format(span));
        }

        foreach (Metadata.Entry entry in headers ?? Metadata.Empty)
        {
            if (entry.Key != WireNames.EncodingRequest)
            {
                AddHeader(request, entry);
            }
            else if (channel.Compressions.TryFind(entry.Value, out compression))
            {
                request.Headers.TryAddWithoutValidation(WireNames.Encoding, entry.Value);
            }
            else
            {
                throw new InvalidOperationException($"The compression {entry.Value} has no provider.");
            }
        }

        return request;
    }

    /// <exception cref="RpcException">The base64 of a binary header is broken.</exception>
    public static Metadata ToMetadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach ((string name, IEnumerable<string> values) in headers)
        {
            foreach (string value in values)
            {
                if (!MetadataText.IsReserved(name) && !MetadataText.TryAdd(metadata, name.ToLowerInvariant(), value))
                {
                    throw new RpcException(new Status(StatusCode.Internal, $"The value of the binary header {name} is no base64."));
                }
            }
        }

        return metadata;
    }

    public static Status StatusOf(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(WireNames.Status, out IEnumerable<string>? codes)
            || !int.TryParse(codes.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
        {
            return new Status(StatusCode.Unknown, "The response ended without a grpc-status.");
        }

        string detail = headers.TryGetValues(WireNames.Message, out IEnumerable<string>? messages) ? StatusMessage.Decode(messages.First()) : "";
        return new Status(Enum.IsDefined((StatusCode)code) ? (StatusCode)code : StatusCode.Unknown, detail);
    }

    private static void AddHeader(HttpRequestMessage request, Metadata.Entry entry)
    {
        if (!MetadataText.TryFormat(entry, out string value))
        {
            throw new ArgumentException($"The text of the header {entry.Key} cannot stand in a header. Use a -bin key.");
        }

        if (!MetadataText.IsReserved(entry.Key))
        {
            request.Headers.TryAddWithoutValidation(entry.Key, value);
        }
    }
}
