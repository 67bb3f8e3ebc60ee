using System.Threading.Channels;
using GenPhys.Contracts;

namespace GenPhys.Api.Hosting;

/// <summary>Progress from the device thread to one reader.</summary>
internal sealed class ProgressFeed : IProgress<SampleProgress>
{
    // One place, the newest wins: a slow reader skips progress, and never holds back the device thread that reports it.
    private readonly Channel<SampleProgress> _channel =
        Channel.CreateBounded<SampleProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Report(SampleProgress value) => _channel.Writer.TryWrite(value);

    /// <summary>The reports, until the request that <see cref="RunAsync"/> runs has ended.</summary>
    public IAsyncEnumerable<SampleProgress> ReadAllAsync() => _channel.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>Runs a request that reports here.</summary>
    public async Task<SampleResult> RunAsync(Func<IProgress<SampleProgress>, Task<SampleResult>> run)
    {
        try
        {
            return await run(this).ConfigureAwait(false);
        }
        finally
        {
            _channel.Writer.Complete();
        }
    }
}
