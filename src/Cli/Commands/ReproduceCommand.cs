using System.CommandLine;
using System.Globalization;
using GenPhys.Cli.Display;
using GenPhys.Training.PublishedResults;
using TorchSharp;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys reproduce</c>: trains what was published, from scratch, and holds the figures against it.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("id") { Description = "What to reproduce; everything where none is named.", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<bool>("--list") { Description = "Name what can be reproduced, and train nothing." };
        var page = new Option<bool>("--page") { Description = "Write the page from the results at hand, and train nothing." };
        var docs = new Option<string>("--docs") { Description = "Where the results and the page go.", DefaultValueFactory = _ => "docs" };
        var models = new Option<string>("--models") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
        var recipes = new Option<string>("--recipes") { Description = "Folder of the recipes.", DefaultValueFactory = _ => "recipes" };
        var work = new Option<string>("--work") { Description = "Where trainings keep checkpoints and logs; a run that finds its own goes on from them.", DefaultValueFactory = _ => "artifacts/reproduction" };
        var fresh = new Option<bool>("--fresh") { Description = "Throw away what an earlier run left, and begin." };
        var threads = new Option<int>("--threads") { Description = "Threads of one tensor operation; the last bits depend on it.", DefaultValueFactory = _ => 1 };
        var command = new Command("reproduce", "Train published results from scratch and check them.") { ids, list, page, docs, models, recipes, work, fresh, threads };
        command.SetAction((parsed, stop) => Task.Run(
            async () =>
            {
                if (parsed.GetValue(list))
                {
                    foreach (var known in Reproductions.All)
                    {
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{known.Id,-10} {known.Minutes,5:0.#} min  {known.Claim}"));
                    }

                    return ExitCodes.Success;
                }

                var results = new ReproductionPage(parsed.GetRequiredValue(docs));
                if (parsed.GetValue(page))
                {
                    results.Write();
                    return ExitCodes.Success;
                }

                var named = parsed.GetValue(ids) is { Length: > 0 } given ? given.Select(Reproductions.Find).ToList() : Reproductions.All;
                torch.set_num_threads(Math.Clamp(parsed.GetValue(threads), 1, 1024));
                var holds = true;
                foreach (var reproduction in named)
                {
                    var folder = Path.Combine(parsed.GetRequiredValue(work), reproduction.Id);
                    if (parsed.GetValue(fresh) && Directory.Exists(folder))
                    {
                        Directory.Delete(folder, recursive: true);
                    }

                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reproduction.Id}: {reproduction.Claim} (about {reproduction.Minutes:0.#} minutes)"));
                    var result = await Reproductions.RunAsync(reproduction, new ReproductionContext
                    {
                        Folder = folder,
                        Models = parsed.GetRequiredValue(models),
                        Recipes = parsed.GetRequiredValue(recipes),
                        Observer = new PlainDisplay(),
                        Say = Console.WriteLine,
                        Stop = stop,
                    }).ConfigureAwait(false);
                    results.Add(result);
                    holds &= result.Rows.All(row => row.Holds != false);
                    Print(result);
                }

                return holds ? ExitCodes.Success : ExitCodes.Failure;
            },
            stop));
        return command;
    }

    private static void Print(ReproductionResult result)
    {
        foreach (var row in result.Rows)
        {
            var verdict = row.Gate is null ? "" : $"  has to be {row.Gate}: {(row.Holds == true ? "holds" : "DOES NOT HOLD")}";
            var published = row.Published is null ? "" : $"  published {row.Published}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row.Quantity}: {row.Ours:G4}{published}{verdict}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Id}: {result.Minutes:0.#} minutes"));
    }
}
