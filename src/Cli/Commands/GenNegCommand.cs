using System.CommandLine;
using System.Globalization;
using GenPhys.Cli.Display;
using GenPhys.Training;
using GenPhys.Training.GenNeg;
using GenPhys.Training.Recipes;
using TorchSharp;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys gen-neg</c>: makes a stack of classifiers that keeps a model's samples inside a constraint.</summary>
internal static class GenNegCommand
{
    public static Command Create()
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe, a JSON file." };
        var output = new Option<string>("--output", "-o") { Description = "The model repository; the base model is in it.", DefaultValueFactory = _ => "models" };
        var replace = new Option<bool>("--replace") { Description = "Replace the newest version instead of adding the next one." };
        var work = new Option<string>("--work") { Description = "Where runs keep samples, checkpoints and logs.", DefaultValueFactory = _ => "artifacts/training" };
        var fresh = new Option<bool>("--fresh") { Description = "Throw away what an earlier run left, and begin; otherwise it goes on." };
        var threads = new Option<int>("--threads") { Description = "Threads of one tensor operation; the last bits depend on it.", DefaultValueFactory = _ => 1 };
        var command = new Command("gen-neg", "Stack classifiers on a model that keep its samples inside a constraint (Gen-neG).")
        {
            recipe, output, replace, work, fresh, threads,
        };
        command.SetAction((parsed, stop) => Task.Run(
            async () =>
            {
                var path = parsed.GetRequiredValue(recipe);
                var read = RecipeFile.ReadGenNeg(path);
                var count = parsed.GetValue(threads);
                if (count is < 1 or > 1024)
                {
                    throw new CliException($"--threads is {count}, must lie in 1 .. 1024");
                }

                torch.set_num_threads(count);
                var models = parsed.GetRequiredValue(output);
                using var run = new GenNegRun(
                    read, models, Path.Combine(parsed.GetRequiredValue(work), read.Name), parsed.GetValue(fresh), Path.GetDirectoryName(Path.GetFullPath(path))!);
                if (await run.RunAsync(models, parsed.GetValue(replace), new Teller(), stop).ConfigureAwait(false) is not var (folder, metrics))
                {
                    await Console.Error.WriteLineAsync("genphys: stopped; the same command goes on from here").ConfigureAwait(false);
                    return ExitCodes.Interrupted;
                }

                foreach (var (name, value) in metrics)
                {
                    Console.WriteLine($"{name} {value:G6}");
                }

                Console.WriteLine($"published {Path.GetRelativePath(".", folder)}");
                return ExitCodes.Success;
            },
            stop));
        return command;
    }

    private sealed class Teller : IGenNegObserver
    {
        public void Ended(string reason) => Console.WriteLine($"the stack ends here: {reason}");

        public void Drawing(int iteration, SetProgress progress, int wanted) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"iteration {iteration}: {progress.Draws} draws, {progress.Positives}/{wanted} valid, {progress.Negatives}/{wanted} invalid, alpha {(double)progress.ValidDraws / progress.Draws:F5}"));

        public T Training<T>(int iteration, int steps, Func<ITrainingObserver, T> work)
        {
            Console.WriteLine($"iteration {iteration}: training the classifier");
            return TrainingDisplay.Create(steps).Show(work);
        }

        public void Measured(int iteration, double infractionRate, double heldOutLoss) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{iteration} classifiers: infraction rate {infractionRate:G5}, held-out loss {heldOutLoss:G6}"));
    }
}
