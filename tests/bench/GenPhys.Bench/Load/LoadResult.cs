using GenPhys.Bench.Measuring;

namespace GenPhys.Bench.Load;

/// <summary>One counted answer.</summary>
internal readonly record struct Call(int Steps, double Milliseconds);

/// <summary>What one run of a load came to.</summary>
internal sealed record LoadResult
{
    public required IReadOnlyList<Call> Calls { get; init; }

    public required TimeSpan Wall { get; init; }

    /// <summary>Processor time of this process, the load generator, as a share of one core.</summary>
    public required double ClientCores { get; init; }

    /// <summary>Processor time of the server as a share of one core.</summary>
    public required double ServerCores { get; init; }

    public double RequestsPerSecond => Calls.Count / Wall.TotalSeconds;

    /// <summary>Latency of the calls with this number of steps, in milliseconds.</summary>
    public double Latency(int steps, double quantile)
    {
        var series = new Series();
        foreach (var call in Calls.Where(call => call.Steps == steps))
        {
            series.Add(call.Milliseconds);
        }
        return series.Quantile(quantile);
    }
}
