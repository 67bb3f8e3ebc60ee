using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training.Disco;

/// <summary>What a model with codes is measured by: its prior, and where the data have classes, what its codes tell of them and how well its samples fill them.</summary>
internal static class DiscoMetrics
{
    private const int Samples = 8000;
    private const int Compared = 2000;

    /// <summary>Measures a run, both stages done.</summary>
    public static async Task AddAsync(DiscoRun run, IDictionary<string, double> metrics, Func<CancellationToken, Task<LocalService>> stage, CancellationToken ct)
    {
        var (data, slots) = (run.Data.Training, run.Recipe.Codes!.Sizes.Length);
        var codes = run.TrainingCodes();
        metrics["priorNats"] = CodeStatistics.NegativeLogLikelihood(run.Prior!, run.HeldOutCodes(run.Recipe.Codes.Prior.Draws));
        metrics["codeEntropyNats"] = CodeStatistics.Entropy(codes, slots);
        if (data.Labels is not { } labels)
        {
            return;
        }

        metrics["codeInformationBits"] = CodeStatistics.Information(codes, slots, labels);
        metrics["codePurity"] = CodeStatistics.Purity(codes, slots, labels);
        var quality = new ModeQuality(data);
        var service = await stage(ct).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var drawn = await SampleAsync(service, given: null, ct).ConfigureAwait(false);
            var oracle = await SampleAsync(service, [.. codes.Chunk(slots)], ct).ConfigureAwait(false);
            metrics["offModeRate"] = quality.OffModeRate(drawn);
            metrics["worstMassError"] = quality.WorstMassError(drawn);
            var perMode = Compared / (labels.Max() + 1);
            Add("equalCountW2", drawn);

            // Codes of training data in place of the prior's: the difference is the prior's part alone.
            Add("oracleEqualCountW2", oracle);

            // A model that leaves a mode out has no such distance.
            void Add(string name, double[] samples)
            {
                if (quality.EqualCountWasserstein(samples, perMode) is var distance && double.IsFinite(distance))
                {
                    metrics[name] = distance;
                }
            }
        }
    }

    private static async Task<double[]> SampleAsync(LocalService service, IReadOnlyList<int[]>? given, CancellationToken ct)
    {
        IReadOnlyList<int[]>? rows = given is null ? null : [.. Enumerable.Range(0, Samples).Select(row => given[row % given.Count])];
        var result = await service.SampleAsync(
            new SampleRequest { Count = Samples, Seed = 0, Codes = rows }, ct: ct).ConfigureAwait(false);
        return Array.ConvertAll(result.Samples, x => (double)x);
    }
}
