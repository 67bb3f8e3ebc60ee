using System.Net;
using System.Net.Http.Headers;
using Grpc.Net.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a call with one request.</summary>
internal sealed class SingleContent : HttpContent
{
    private readonly Func<Stream, Task> write;

    public SingleContent(Func<Stream, Task> write)
    {
        this.write = write;
        Headers.ContentType = new MediaTypeHeaderValue(WireNames.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
