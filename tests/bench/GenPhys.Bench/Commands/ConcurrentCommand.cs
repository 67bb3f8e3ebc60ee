using System.CommandLine;
using GenPhys.Bench.Load;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;

namespace GenPhys.Bench.Commands;

/// <summary>Many callers over HTTP against one at a time, and against the peer with request-level dynamic batching.</summary>
internal static class ConcurrentCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var rounds = CommonOptions.Rounds(5);
        var threads = CommonOptions.Threads();
        var callers = new Option<int>("--callers") { Description = "Callers at the same time.", DefaultValueFactory = _ => 64 };
        var seconds = new Option<double>("--seconds") { Description = "Counted seconds of each run.", DefaultValueFactory = _ => 6 };
        var rows = new Option<int[]>("--rows")
        {
            Description = "Rows of a request, one or more cases.",
            DefaultValueFactory = _ => [1, 16],
            AllowMultipleArgumentsPerToken = true,
        };
        var rate = new Option<double?>("--rate")
        {
            Description = "Requests per second of Poisson arrivals (open loop) in place of a fixed number of callers.",
        };
        var command = new Command("concurrent", "Throughput and latency over HTTP with steps drawn from 10, 18 and 40.")
        {
            model, rounds, threads, callers, seconds, rows, rate,
        };
        command.SetAction((parsed, _) => RunAsync(new Settings(
            parsed.GetValue(model)!,
            parsed.GetValue(rounds),
            parsed.GetValue(threads),
            parsed.GetValue(callers),
            parsed.GetValue(rows)!,
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rate))));
        return command;
    }

    private static async Task RunAsync(Settings settings)
    {
        var busy = new BusyCores();
        await using var service = await Server.StartServiceAsync("GenPhys", $"Threads={settings.Threads}");
        await using var peer = await Server.StartPeerAsync(Repository.Artifact(settings.Model), settings.Threads);

        var runs = new Table(
            "rows", "server", "callers", "requests/s", "spread", "10 steps p50 / p99 ms", "18 steps", "40 steps", "server cores", "load generator cores");
        var ratios = new Table("rows", "ratio", "median", "spread");
        foreach (var rows in settings.Rows)
        {
            var alone = new RunSeries(service, 1);
            var together = new RunSeries(service, settings.Callers);
            var batching = new RunSeries(peer, settings.Callers);
            for (var round = 0; round < settings.Rounds; round++)
            {
                var workload = new Workload { Model = settings.Model, Rows = rows, Duration = settings.Duration, Seed = round };
                if (settings.Rate is null)
                {
                    await alone.RunClosedAsync(workload);
                    await together.RunClosedAsync(workload);
                    await batching.RunClosedAsync(workload);
                }
                else
                {
                    await together.RunOpenAsync(workload, settings.Rate.Value);
                    await batching.RunOpenAsync(workload, settings.Rate.Value);
                }
                Console.Error.WriteLine($"{rows} rows, round {round + 1} of {settings.Rounds}");
            }

            foreach (var series in new[] { alone, together, batching }.Where(series => series.Count > 0))
            {
                runs.Add([$"{rows}", .. series.Cells(settings.Rate)]);
            }
            if (settings.Rate is null)
            {
                Add(ratios, rows, $"throughput, {settings.Callers} callers / one at a time", together.Throughput.Over(alone.Throughput));
                Add(ratios, rows, "throughput, GenPhys / peer", together.Throughput.Over(batching.Throughput));
            }
            Add(ratios, rows, "p99 of 10 steps / p99 of 40 steps", together.Tail(10).Over(together.Tail(40)));
            Add(ratios, rows, "p99 of 10 steps, GenPhys / peer", together.Tail(10).Over(batching.Tail(10)));
        }
        Console.WriteLine(Machine.Describe(busy));
        Console.WriteLine();
        Console.WriteLine(runs);
        Console.WriteLine();
        Console.WriteLine(ratios);
    }

    private static void Add(Table table, int rows, string name, Series ratio) =>
        table.Add($"{rows}", name, $"{ratio.Median:0.00}", $"± {ratio.RelativeSpread:P0}");

    private sealed record Settings(
        string Model, int Rounds, int Threads, int Callers, int[] Rows, TimeSpan Duration, double? Rate);

    /// <summary>The runs of one server under one load, a run per round.</summary>
    private sealed class RunSeries(Server server, int callers)
    {
        private readonly List<LoadResult> results = [];

        public int Count => results.Count;

        public Series Throughput => Collect(result => result.RequestsPerSecond);

        public Series Tail(int steps) => Collect(result => result.Latency(steps, 0.99));

        public async Task RunClosedAsync(Workload workload) =>
            results.Add(await LoadGenerator.RunClosedAsync(server, workload, callers));

        public async Task RunOpenAsync(Workload workload, double rate) =>
            results.Add(await LoadGenerator.RunOpenAsync(server, workload, rate));

        public string[] Cells(double? rate) =>
        [
            server.Name,
            rate is null ? $"{callers}" : $"Poisson, {rate:0}/s",
            $"{Throughput.Median:0}",
            $"± {Throughput.RelativeSpread:P0}",
            Latencies(10),
            Latencies(18),
            Latencies(40),
            $"{Collect(result => result.ServerCores).Median:0.00}",
            $"{Collect(result => result.ClientCores).Median:0.00}",
        ];

        private string Latencies(int steps) =>
            $"{Collect(result => result.Latency(steps, 0.5)).Median:0.0} / {Tail(steps).Median:0.0}";

        private Series Collect(Func<LoadResult, double> value)
        {
            var series = new Series();
            foreach (var result in results)
            {
                series.Add(value(result));
            }
            return series;
        }
    }
}
