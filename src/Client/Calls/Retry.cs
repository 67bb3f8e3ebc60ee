using GenPhys.Contracts;
using Polly;
using Polly.Retry;

namespace GenPhys.Client.Calls;

/// <summary>Tries a call again where that is safe; <see cref="RetryOptions"/> says when.</summary>
internal sealed class Retry
{
    /// <summary>Callers that were refused at the same moment must not come back at the same moment; nobody comes earlier than told.</summary>
    private const double Jitter = 0.25;

    private static readonly ResiliencePropertyKey<Call> CallKey = new(nameof(Call));

    private readonly RetryOptions _options;
    private readonly ResiliencePipeline _pipeline;

    public Retry(RetryOptions options, TimeProvider clock)
    {
        _options = options;
        _pipeline = options.MaxRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = clock }
                .AddRetry(new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    ShouldHandle = arguments => ValueTask.FromResult(IsWorthIt(arguments.Outcome.Exception, arguments.AttemptNumber, arguments.Context)),
                    DelayGenerator = arguments => ValueTask.FromResult(Pause(arguments.Outcome.Exception, arguments.AttemptNumber) * (1 + (Jitter * Random.Shared.NextDouble()))),
                })
                .Build();
    }

    /// <summary>Runs the attempts of a call.</summary>
    public async Task<T> RunAsync<T>(Call call, Func<Attempt, Task<T>> attempt)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, call.Token);
        context.Properties.Set(CallKey, call);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, attempt) =>
                {
                    context.CancellationToken.ThrowIfCancellationRequested();
                    return await attempt(context.Properties.GetValue(CallKey, null!).Attempt()).ConfigureAwait(false);
                },
                context,
                attempt).ConfigureAwait(false);
        }
        catch (Exception failure) when (call.Why(failure) is var told && !ReferenceEquals(told, failure))
        {
            throw told;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool IsWorthIt(Exception? failure, int attempt, ResilienceContext context)
    {
        if (Pause(failure, attempt) is not { } pause || pause > _options.MaxDelay)
        {
            return false;
        }

        // Waiting past the deadline would only turn a useful error into a late one.
        var left = context.Properties.GetValue(CallKey, null!).Left;
        return left is null || pause * (1 + Jitter) < left;
    }

    /// <summary>The shortest pause after a failure; null where trying again is not safe.</summary>
    private TimeSpan? Pause(Exception? failure, int attempt) => failure switch
    {
        GenPhysException known when ErrorTable.Of(known.Code).MayRetry => known.RetryAfter ?? Doubled(attempt),
        GenPhysTransportException { NothingSent: true } => Doubled(attempt),
        _ => null,
    };

    private TimeSpan Doubled(int attempt) =>
        TimeSpan.FromTicks((long)Math.Min(_options.BaseDelay.Ticks * Math.Pow(2, attempt), _options.MaxDelay.Ticks));
}
