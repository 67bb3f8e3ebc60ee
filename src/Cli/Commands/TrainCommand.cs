using System.CommandLine;
using GenPhys.Cli.Display;
using GenPhys.Training;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Disco;
using GenPhys.Training.Bridges;
using GenPhys.Training.GenNeg;
using GenPhys.Training.Recipes;
using TorchSharp;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys train</c>: trains what a recipe says and publishes the result as a model.</summary>
internal static class TrainCommand
{
    public static Command Create() => Create("train", "Train a model from a recipe.", _ => { });

    /// <summary>A command that trains, under a name of its own.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="check">Throws where a recipe is not for it.</param>
    public static Command Create(string name, string description, Action<Recipe> check)
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe, a JSON file." };
        var output = new Option<string>("--output", "-o") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
        var replace = new Option<bool>("--replace") { Description = "Replace the newest version instead of adding the next one." };
        var work = new Option<string>("--work") { Description = "Where runs keep checkpoints and logs.", DefaultValueFactory = _ => "artifacts/training" };
        var seed = new Option<long?>("--seed") { Description = "Seed instead of the recipe's." };
        var steps = new Option<int?>("--steps") { Description = "Optimiser steps instead of the recipe's." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint, or begin where there is none." };
        var fresh = new Option<bool>("--fresh") { Description = "Throw away earlier checkpoints and begin." };
        var device = new Option<string>("--device") { Description = "cpu, cuda or cuda:<index>.", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int>("--threads") { Description = "Threads of one tensor operation; the last bits depend on it.", DefaultValueFactory = _ => 1 };
        var command = new Command(name, description)
        {
            recipe, output, replace, work, seed, steps, resume, fresh, device, threads,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && result.GetValue(fresh))
            {
                result.AddError("--resume and --fresh exclude each other.");
            }
        });
        command.SetAction((parsed, stop) => Task.Run(() => RunAsync(
            new Options
            {
                Recipe = parsed.GetRequiredValue(recipe),
                Check = check,
                Output = parsed.GetRequiredValue(output),
                Replace = parsed.GetValue(replace),
                Work = parsed.GetRequiredValue(work),
                Seed = parsed.GetValue(seed),
                Steps = parsed.GetValue(steps),
                Start = parsed.GetValue(resume) ? RunStart.Resume : parsed.GetValue(fresh) ? RunStart.Fresh : RunStart.New,
                Device = parsed.GetRequiredValue(device),
                Threads = parsed.GetValue(threads),
            },
            stop)));
        return command;
    }

    private static async Task<int> RunAsync(Options options, CancellationToken stop)
    {
        var recipe = RecipeFile.Read(options.Recipe);
        recipe = recipe with { Seed = options.Seed ?? recipe.Seed, Steps = options.Steps ?? recipe.Steps };
        RecipeFile.Check(recipe);
        options.Check(recipe);
        CheckDevice(options);
        torch.set_num_threads(options.Threads);
        var data = recipe.Data.Load(Path.GetDirectoryName(Path.GetFullPath(options.Recipe))!);
        using var teacher = Teacher.Bind(ref recipe, options.Output, out var initial);
        data = await Teacher.AddSamplesAsync(recipe, data, options.Output, stop).ConfigureAwait(false);
        initial ??= BridgeStart.Find(recipe, options.Output);
        var folder = Path.Combine(options.Work, recipe.Name);
        using ITrainingRun run = recipe.Codes is null
            ? new TrainingRun(recipe, data, folder, options.Start, options.Device, initial: initial)
            : new DiscoRun(recipe, data, folder, options.Start, options.Device);
        ModelPublisher.RequireRoom(run, options.Output);
        if (!TrainingDisplay.Create(recipe.Steps).Show(observer => run.Train(observer, stop)))
        {
            await Console.Error.WriteLineAsync($"genphys: stopped at step {run.Step} of {recipe.Steps}; go on with --resume").ConfigureAwait(false);
            return ExitCodes.Interrupted;
        }

        Console.WriteLine("measuring the finished model");
        var (place, metrics) = await ModelPublisher.PublishAsync(run, options.Output, options.Replace, stop).ConfigureAwait(false);
        foreach (var (name, value) in metrics)
        {
            Console.WriteLine($"{name} {value:G6}");
        }

        Console.WriteLine($"published {Path.GetRelativePath(".", place)}");
        return ExitCodes.Success;
    }

    private static void CheckDevice(Options options)
    {
        if (options.Threads is < 1 or > 1024)
        {
            throw new CliException($"--threads is {options.Threads}, must lie in 1 .. 1024");
        }

        var cuda = options.Device == "cuda" || options.Device.StartsWith("cuda:", StringComparison.Ordinal);
        var index = options.Device.Length > 5 ? options.Device[5..] : "0";
        if (options.Device != "cpu" && !(cuda && int.TryParse(index, out _)))
        {
            throw new CliException($"--device is '{options.Device}', must be cpu, cuda or cuda:<index>");
        }

        if (cuda && !(torch.cuda.is_available() && int.Parse(index) < torch.cuda.device_count()))
        {
            throw new CliException($"--device {options.Device}: there is no such CUDA device here");
        }
    }

    private sealed record Options
    {
        public required string Recipe { get; init; }

        public required Action<Recipe> Check { get; init; }

        public required string Output { get; init; }

        public required bool Replace { get; init; }

        public required string Work { get; init; }

        public required long? Seed { get; init; }

        public required int? Steps { get; init; }

        public required RunStart Start { get; init; }

        public required string Device { get; init; }

        public required int Threads { get; init; }
    }
}
