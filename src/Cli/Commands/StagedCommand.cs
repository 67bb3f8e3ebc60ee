using System.CommandLine;
using System.Globalization;
using GenPhys.Cli.Display;
using GenPhys.Training;
using TorchSharp;

namespace GenPhys.Cli.Commands;

/// <summary>What a command that trains in stages was given.</summary>
/// <param name="Recipe">The recipe's path.</param>
/// <param name="Models">The repository of the base model and of the result.</param>
/// <param name="Work">Where runs keep what they have.</param>
/// <param name="Replace">Whether the newest version is replaced.</param>
/// <param name="Fresh">Whether earlier work is thrown away.</param>
internal sealed record StagedOptions(string Recipe, string Models, string Work, bool Replace, bool Fresh)
{
    /// <summary>The folder that file names in the recipe start from.</summary>
    public string RecipeFolder => Path.GetDirectoryName(Path.GetFullPath(Recipe))!;
}

/// <summary>Makes the commands that train parts of a model in stages; the same command goes on where one was stopped.</summary>
internal static class StagedCommand
{
    /// <summary>Makes a command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="run">Trains and publishes: the artifact's folder with what was measured, or null where it was stopped.</param>
    public static Command Create(
        string name,
        string description,
        Func<StagedOptions, IStageObserver, CancellationToken, Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)?>> run)
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe, a JSON file." };
        var output = new Option<string>("--output", "-o") { Description = "The model repository; a base model is in it.", DefaultValueFactory = _ => "models" };
        var replace = new Option<bool>("--replace") { Description = "Replace the newest version instead of adding the next one." };
        var work = new Option<string>("--work") { Description = "Where runs keep checkpoints and logs.", DefaultValueFactory = _ => "artifacts/training" };
        var fresh = new Option<bool>("--fresh") { Description = "Throw away what an earlier run left, and begin; otherwise it goes on." };
        var threads = new Option<int>("--threads") { Description = "Threads of one tensor operation; the last bits depend on it.", DefaultValueFactory = _ => 1 };
        var command = new Command(name, description) { recipe, output, replace, work, fresh, threads };
        command.SetAction((parsed, stop) => Task.Run(
            async () =>
            {
                var count = parsed.GetValue(threads);
                if (count is < 1 or > 1024)
                {
                    throw new CliException($"--threads is {count}, must lie in 1 .. 1024");
                }

                torch.set_num_threads(count);
                var options = new StagedOptions(
                    parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(output), parsed.GetRequiredValue(work), parsed.GetValue(replace), parsed.GetValue(fresh));
                if (await run(options, new Teller(), stop).ConfigureAwait(false) is not var (folder, metrics))
                {
                    await Console.Error.WriteLineAsync("genphys: stopped; the same command goes on from here").ConfigureAwait(false);
                    return ExitCodes.Interrupted;
                }

                foreach (var (metric, value) in metrics)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric} {value:G6}"));
                }

                Console.WriteLine($"published {Path.GetRelativePath(".", folder)}");
                return ExitCodes.Success;
            },
            stop));
        return command;
    }

    private sealed class Teller : IStageObserver
    {
        public T Training<T>(string stage, int steps, Func<ITrainingObserver, T> work)
        {
            Console.WriteLine($"training: {stage}");
            return TrainingDisplay.Create(steps).Show(work);
        }

        public void Said(string message) => Console.WriteLine(message);
    }
}
