using System.Diagnostics;
using GenPhys.Bench.Processes;

namespace GenPhys.Bench.Load;

/// <summary>Decides which calls count, and what processor time the counted span took on both sides.</summary>
internal sealed class Meter
{
    private readonly Server server;
    private readonly long countFrom;
    private readonly long countTo;
    private readonly Lock gate = new();
    private Reading? opened;
    private Reading? closed;

    public Meter(Server server, Workload workload)
    {
        this.server = server;
        countFrom = Stopwatch.GetTimestamp() + (long)(workload.WarmUp.TotalSeconds * Stopwatch.Frequency);
        countTo = countFrom + (long)(workload.Duration.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Whether the counted span has ended; also where its ends are noticed and the processor times read.</summary>
    public bool IsOver
    {
        get
        {
            var now = Stopwatch.GetTimestamp();
            if (opened is null && now >= countFrom)
            {
                lock (gate)
                {
                    opened ??= Read();
                }
            }
            if (closed is null && now >= countTo)
            {
                lock (gate)
                {
                    closed ??= Read();
                }
            }
            return now >= countTo;
        }
    }

    /// <summary>Whether a call that was due at <paramref name="due"/> counts.</summary>
    public bool Counts(long due) => due >= countFrom && due < countTo;

    public LoadResult Finish(Call[] calls)
    {
        var (begin, end) = (opened!, closed!);
        var seconds = Stopwatch.GetElapsedTime(begin.At, end.At).TotalSeconds;
        return new LoadResult
        {
            Calls = calls,
            Wall = Stopwatch.GetElapsedTime(countFrom, countTo),
            ClientCores = (end.Client - begin.Client).TotalSeconds / seconds,
            ServerCores = (end.Server - begin.Server).TotalSeconds / seconds,
        };
    }

    private Reading Read() => new(Environment.CpuUsage.TotalTime, server.ProcessorTime, Stopwatch.GetTimestamp());

    private sealed record Reading(TimeSpan Client, TimeSpan Server, long At);
}
