using System.CommandLine;
using GenPhys.Bench.Load;
using GenPhys.Bench.Measuring;
using GenPhys.Bench.Processes;

namespace GenPhys.Bench.Commands;

/// <summary>What the service's own measuring costs: its throughput at saturation with metrics and without.</summary>
internal static class TelemetryCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var rounds = CommonOptions.Rounds(7);
        var callers = new Option<int>("--callers") { Description = "Callers at the same time.", DefaultValueFactory = _ => 64 };
        var seconds = new Option<double>("--seconds") { Description = "Counted seconds of each run.", DefaultValueFactory = _ => 6 };
        var rows = new Option<int[]>("--rows")
        {
            Description = "Rows of a request, one or more cases.",
            DefaultValueFactory = _ => [1, 16],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("telemetry", "Throughput with telemetry on against off.") { model, rounds, callers, seconds, rows };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(model)!, parsed.GetValue(rounds), parsed.GetValue(callers), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rows)!));
        return command;
    }

    private static async Task RunAsync(string model, int rounds, int callers, TimeSpan duration, int[] cases)
    {
        var busy = new BusyCores();
        await using var on = await Server.StartServiceAsync("on", "Telemetry:Enabled=true");
        await using var off = await Server.StartServiceAsync("off", "Telemetry:Enabled=false");
        var table = new Table("rows", "requests/s, on", "spread", "requests/s, off", "spread", "on / off", "spread");
        foreach (var rows in cases)
        {
            var (with, without) = (new Series(), new Series());
            for (var round = 0; round < rounds; round++)
            {
                // The order changes from round to round: whoever comes second finds a warmer machine.
                var workload = new Workload { Model = model, Rows = rows, Duration = duration, Seed = round };
                foreach (var (server, series) in round % 2 == 0 ? new[] { (on, with), (off, without) } : [(off, without), (on, with)])
                {
                    series.Add((await LoadGenerator.RunClosedAsync(server, workload, callers)).RequestsPerSecond);
                }

                await Console.Error.WriteLineAsync($"{rows} rows, round {round + 1} of {rounds}");
            }

            var ratio = with.Over(without);
            table.Add(
                $"{rows}",
                $"{with.Median:0}",
                $"± {with.RelativeSpread:P0}",
                $"{without.Median:0}",
                $"± {without.RelativeSpread:P0}",
                $"{ratio.Median:0.000}",
                $"± {ratio.RelativeSpread:P1}");
        }

        Console.WriteLine(Machine.Describe(busy));
        Console.WriteLine();
        Console.WriteLine(table);
    }
}
