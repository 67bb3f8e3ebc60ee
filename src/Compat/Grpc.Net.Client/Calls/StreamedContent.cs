using System.Net;
using System.Net.Http.Headers;
using Grpc.Net.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a call with a stream of requests: hands its stream to the writer and stays open until the writer is done or the call ends.</summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task callEnded;

    public StreamedContent(Task callEnded)
    {
        this.callEnded = callEnded;
        Headers.ContentType = new MediaTypeHeaderValue(WireNames.ContentType);
    }

    /// <summary>The stream to write to; null when the call ended before there was one.</summary>
    public async Task<Stream?> OpenAsync() =>
        await Task.WhenAny(opened.Task, callEnded).ConfigureAwait(false) == opened.Task ? await opened.Task.ConfigureAwait(false) : null;

    public void Complete() => completed.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // The headers would otherwise wait for the first message, and a server may have something to say before that.
        await stream.FlushAsync().ConfigureAwait(false);
        opened.TrySetResult(stream);
        await Task.WhenAny(completed.Task, callEnded).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
