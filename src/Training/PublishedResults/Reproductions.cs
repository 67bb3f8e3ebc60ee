using System.Diagnostics;
using GenPhys.Training.Bridges;
using GenPhys.Training.Disco.Reproductions;
using GenPhys.Training.GenNeg;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults;

/// <summary>All reproductions, by id.</summary>
public static class Reproductions
{
    /// <summary>Every member of the family, in the order of the page.</summary>
    public static IReadOnlyList<Reproduction> All { get; } =
    [
        new CodesNameModes(),
        new CodesStraightenPaths(),
        new CodesSimplifyDenoiser(),
        new CodesLowerLoss(),
        new CodesKeepQuality(),
        new PriorMatchesOracle(),
        new HalfLineReproduction(),
        new TrianglesReproduction(),
        new WatermarkReproduction(),
        new Targets.DenoisingLearning(),
        new Targets.StableTargetLearning(),
        new Targets.GradientNoise(),
        new Targets.TargetCost(),
        new Flows.PoissonDensity(),
        new Flows.TrainedPoissonFlow(),
        new Flows.AugmentedFieldLearning(),
        new Flows.NarrowNetworks(),
        new Flows.PhysicalFlows(),
        new Flows.RestartStudy(),
        new StackReproduction(),
        new StudentReproduction(),
        new AblationReproduction(),
        new TrafficReproduction(),
        new LearnedPotential(),
        new PreservedMarginals(),
        new LongTailEnrichment(),
        new SecondExtractor(),
    ];

    /// <summary>The one of an id.</summary>
    /// <param name="id">Its id, in any case.</param>
    /// <exception cref="RecipeException">There is none.</exception>
    public static Reproduction Find(string id) =>
        All.FirstOrDefault(r => r.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        ?? throw new RecipeException("", $"there is no reproduction '{id}'; there are {string.Join(", ", All.Select(r => r.Id))}");

    /// <summary>Runs one and keeps the time.</summary>
    /// <param name="reproduction">Which.</param>
    /// <param name="context">Where it works, and whom it tells.</param>
    public static async Task<ReproductionResult> RunAsync(Reproduction reproduction, ReproductionContext context)
    {
        ArgumentNullException.ThrowIfNull(reproduction);
        ArgumentNullException.ThrowIfNull(context);
        Directory.CreateDirectory(context.Folder);
        var began = Stopwatch.GetTimestamp();
        var rows = await reproduction.RunAsync(context).ConfigureAwait(false);
        context.Stop.ThrowIfCancellationRequested();
        return new ReproductionResult
        {
            Id = reproduction.Id,
            Claim = reproduction.Claim,
            Source = reproduction.Source,
            Deviations = reproduction.Deviations,
            Rows = rows,
            Minutes = Math.Round(Stopwatch.GetElapsedTime(began).TotalMinutes, 1),
        };
    }
}
