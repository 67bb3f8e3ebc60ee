using System.CommandLine;
using System.Diagnostics;
using GenPhys.Bench.Load;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;

namespace GenPhys.Bench.Commands;

/// <summary>What the doors cost: one request at a time through REST and gRPC against the same call in process.</summary>
internal static class OverheadCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var rounds = CommonOptions.Rounds(400);
        var rows = new Option<int>("--rows") { Description = "Rows of the request.", DefaultValueFactory = _ => 16 };
        var steps = new Option<int>("--steps") { Description = "Heun steps.", DefaultValueFactory = _ => 18 };
        var command = new Command("overhead", "Time of a request through REST and gRPC against the engine call.") { model, rounds, rows, steps };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(model)!, parsed.GetValue(rounds), parsed.GetValue(rows), parsed.GetValue(steps)));
        return command;
    }

    private static async Task RunAsync(string model, int rounds, int rows, int steps)
    {
        var busy = new BusyCores();
        await using var server = await Server.StartServiceAsync("GenPhys");
        await using var inProcess = await InProcess.StartAsync(model, threads: 1);
        using var bytes = new SampleClient(server.Address, model);
        using var json = new SampleClient(server.Address, model, "application/json");
        using var grpc = new GrpcSampleClient(server.GrpcAddress!, model);
        var calls = new (string Name, Func<long, Task> Call, Series Times)[]
        {
            ("call in process", seed => inProcess.SampleAsync(model, rows, steps, seed), new Series()),
            ("REST, application/octet-stream", seed => bytes.SampleAsync(rows, steps, seed), new Series()),
            ("REST, application/json", seed => json.SampleAsync(rows, steps, seed), new Series()),
            ("gRPC, unary", seed => grpc.SampleAsync(rows, steps, seed), new Series()),
        };

        // As many rounds again to begin with: both processes settle on optimised code only after a while.
        for (var round = -rounds; round < rounds; round++)
        {
            foreach (var (_, call, times) in calls)
            {
                var begin = Stopwatch.GetTimestamp();
                await call(round + rounds);
                if (round >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                }
            }
        }

        var table = new Table("door", "median ms", "p99 ms", "spread", "times the call in process", "times REST octet-stream");
        foreach (var (name, _, times) in calls)
        {
            table.Add(
                name,
                $"{times.Median:0.00}",
                $"{times.Quantile(0.99):0.00}",
                $"± {times.RelativeSpread:P0}",
                $"{times.Median / calls[0].Times.Median:0.00}",
                $"{times.Median / calls[1].Times.Median:0.00}");
        }
        Console.WriteLine(Machine.Describe(busy));
        Console.WriteLine($"{rows} rows, Heun, {steps} steps, one caller, {rounds} rounds in turn");
        Console.WriteLine();
        Console.WriteLine(table);
    }
}
