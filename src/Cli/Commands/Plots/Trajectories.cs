using GenPhys.Contracts;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands.Plots;

/// <summary>
/// The states of samples at every level of their grid. They are read off as a caller of the service would: noise is keyed by seed, row and step, so that a
/// request whose grid ends early ends in the state through which the whole request goes.
/// </summary>
internal sealed class Trajectories
{
    private const int DefaultSteps = 18;

    /// <summary>Share of the first level that the first step of the shortest grid takes: a grid of one level takes no step, and is refused.</summary>
    private const double FirstStep = 1e-6;

    private Trajectories(IReadOnlyList<double> levels, IReadOnlyList<double[][]> points) => (Levels, Points) = (levels, points);

    /// <summary>The levels, from the prior's down to 0.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>Per sample its states at the levels, <c>[levels][dim]</c>, each divided by sqrt(1 + level^2).</summary>
    public IReadOnlyList<double[][]> Points { get; }

    /// <summary>Draws the samples.</summary>
    public static async Task<Trajectories> OfAsync(LocalService service, SampleRequest request, CancellationToken ct)
    {
        var sampler = request.Sampler ?? service.Model.DefaultSampler ?? new HeunSampler();
        var grid = Grid(sampler, service.Model);
        var ways = Enumerable.Range(0, request.Count).Select(_ => new double[grid.Length + 1][]).ToList();
        for (var i = 0; i <= grid.Length; i++)
        {
            var sigmas = i == 0 ? [grid[0], grid[0] * (1 - FirstStep)] : grid[..Math.Min(i + 1, grid.Length)];
            var share = i == grid.Length ? 1 : i == 0 ? 0 : (sigmas.Length - 1.0) / grid.Length;
            var part = Shortened(sampler, sigmas, share) with { DenoiseFinal = i == grid.Length };
            var result = await service.SampleAsync(request with { Sampler = part }, ct: ct).ConfigureAwait(false);
            var level = i == grid.Length ? 0 : grid[i];
            var dimension = result.Samples.Length / result.Shape[0];
            for (var row = 0; row < ways.Count; row++)
            {
                ways[row][i] = [.. result.Samples.AsSpan(row * dimension, dimension).ToArray().Select(x => x / Math.Sqrt(1 + (level * level)))];
            }

            foreach (var failure in result.FailedRows)
            {
                ways[failure.Row][i] = [.. Enumerable.Repeat(double.NaN, dimension)];
            }
        }

        return new Trajectories([.. grid, 0], ways);
    }

    private static double[] Grid(SamplerSpec sampler, ModelInfo model)
    {
        var schedule = sampler.Schedule ?? model.DefaultSampler?.Schedule ?? new EdmSchedule();
        if (schedule is CustomSchedule custom)
        {
            return custom.Sigmas;
        }

        var (low, high) = (schedule.SigmaMin ?? model.Process!.SigmaMin!.Value, schedule.SigmaMax ?? model.Process!.SigmaMax!.Value);
        return ScheduleRegistry.Create(schedule, low, high).Levels(sampler.Steps ?? model.DefaultSampler?.Steps ?? DefaultSteps);
    }

    private static SamplerSpec Shortened(SamplerSpec sampler, double[] sigmas, double share)
    {
        sampler = sampler with { Steps = null, Schedule = new CustomSchedule { Sigmas = sigmas } };

        // Churn is dealt out over the steps of the grid (Karras et al. 2022, algorithm 2), so that a shorter grid gets its share of it.
        return sampler is EdmStochasticSampler { SChurn: { } churn } stochastic ? stochastic with { SChurn = churn * share } : sampler;
    }
}
