using System.CommandLine;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys evaluate</c>: what training measured, and the infraction rate of fresh samples.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's name in the repository." };
        var models = new Option<string>("--models") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
        var count = new Option<int>("--count", "-n") { Description = "Number of samples.", DefaultValueFactory = _ => 20_480 };
        var sampler = new SamplerOptions();
        var command = new Command("evaluate", "Measure the part of a model's samples that leaves the checkerboard.") { model, models, count };
        sampler.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var samples = parsed.GetValue(count);
            if (samples < 1)
            {
                throw new CliException($"--count is {samples}, must be at least 1");
            }

            var spec = sampler.Read(parsed);
            var service = await LocalService.OpenAsync(parsed.GetRequiredValue(models), parsed.GetRequiredValue(model), stop).ConfigureAwait(false);
            await using (service.ConfigureAwait(false))
            {
                foreach (var (name, value) in service.Model.Metrics ?? new Dictionary<string, double>())
                {
                    Console.WriteLine($"trained: {name} {value:G6}");
                }

                if (service.Model.Shape is not [2])
                {
                    throw new CliException($"the checkerboard is a set of the plane, a sample of {service.Model.Name} has the shape [{string.Join(", ", service.Model.Shape)}]");
                }

                var rate = await Infractions.RateAsync(service, spec, samples, CheckerboardData.IsAllowed, stop).ConfigureAwait(false);
                Console.WriteLine($"measured: infraction rate {rate:G6} +- {Math.Sqrt(rate * (1 - rate) / samples):G2} over {samples} samples");
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
