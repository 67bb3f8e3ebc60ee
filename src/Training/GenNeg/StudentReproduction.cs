using System.Diagnostics;
using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>The stack that ships, distilled anew: one network that is as near to its teacher, keeps as well to the board and costs what the baseline does.</summary>
internal sealed class StudentReproduction : Reproduction
{
    private const int Rounds = 9;

    public override string Id => "A10";

    public override string Claim => "A model and its stack distil into one network that keeps the teacher's infractions at the baseline's cost.";

    public override string Source => "Naderiparizi, Liang, Cohan, Zwartsenberg and Wood 2024, eq. 12 and tables 1, 4 and 5 (traffic: 12.2 % distils to 5.6 %, 38.6 s to 38.4 s a sample)";

    public override double Minutes => 12;

    public override string Deviations =>
        "6,000 steps of 512 points instead of 250,000 of 1,000. Samples of the teacher join the 1,000 real points, a third of the steps visits all noise levels and two thirds those from 0.005 to 0.6, "
        + "where the teacher differs from the baseline. The published students have fewer infractions than their teachers; ours come near to it.";

    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var recipe = RecipeFile.Read(Path.Combine(context.Recipes, "checkerboard-gen-neg-distilled.json"));
        RecipeFile.Check(recipe);
        var data = recipe.Data.Load(context.Recipes);
        using var teacher = Teacher.Bind(ref recipe, context.Models, out var initial);
        data = await Teacher.AddSamplesAsync(recipe, data, context.Models, context.Stop).ConfigureAwait(false);
        using var run = new TrainingRun(recipe, data, Path.Combine(context.Folder, recipe.Name), RunStart.Resume, initial: initial);
        if (!run.Train(context.Observer, context.Stop))
        {
            throw new OperationCanceledException(context.Stop);
        }

        var models = Path.Combine(context.Folder, "models");
        var (_, metrics) = await ModelPublisher.PublishAsync(run, models, replace: true, context.Stop).ConfigureAwait(false);
        var teacherRate = await RateAsync(context, recipe).ConfigureAwait(false);
        var cost = await CostAsync(context, models, recipe.Name).ConfigureAwait(false);
        return
        [
            new("distance of the student to the teacher", null, metrics["studentToTeacher"], Gate.AtMost((0.05 * metrics["baselineToTeacher"]) + 1e-4)),
            new("distance of the baseline to the teacher", null, metrics["baselineToTeacher"]),
            new("infraction rate of the student, 18 Heun steps", "5.6 % (traffic)", metrics["infractionRateHeun18"], Gate.AtMost(teacherRate + 0.01)),
            new("infraction rate of the teacher, 18 Heun steps", "12.2 % (traffic)", teacherRate),
            new("cost of a sample, times the baseline's", "0.996 (traffic)", cost, Gate.Between(0.9, 1.1)),
        ];
    }

    private static async Task<double> RateAsync(ReproductionContext context, Recipe recipe)
    {
        var service = await LocalService.OpenAsync(context.Models, "checkerboard-gen-neg", context.Stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            return await Evaluation.Infractions.RateAsync(
                service, recipe.Evaluation.Final["infractionRateHeun18"], recipe.Evaluation.FinalSamples, recipe.Data.Oracle()!, context.Stop).ConfigureAwait(false);
        }
    }

    // In turn, so that a busy moment is one of both.
    private static async Task<double> CostAsync(ReproductionContext context, string models, string name)
    {
        var student = await LocalService.OpenAsync(models, name, context.Stop).ConfigureAwait(false);
        await using (student.ConfigureAwait(false))
        {
            var baseline = await LocalService.OpenAsync(context.Models, "checkerboard", context.Stop).ConfigureAwait(false);
            await using (baseline.ConfigureAwait(false))
            {
                var ratios = new List<double>();
                for (var round = 0; round < Rounds; round++)
                {
                    ratios.Add(await SecondsAsync(student).ConfigureAwait(false) / await SecondsAsync(baseline).ConfigureAwait(false));
                }

                return ratios.Order().ElementAt(Rounds / 2);
            }
        }

        async Task<double> SecondsAsync(LocalService service)
        {
            var began = Stopwatch.GetTimestamp();
            await service.SampleAsync(new SampleRequest { Count = 2048, Seed = 1 }, ct: context.Stop).ConfigureAwait(false);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }
}
