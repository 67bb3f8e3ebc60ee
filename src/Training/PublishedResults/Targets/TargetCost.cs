using System.Diagnostics;
using GenPhys.Training.Objectives;
using static TorchSharp.torch;

namespace GenPhys.Training.PublishedResults.Targets;

/// <summary>What stable targets cost.</summary>
internal sealed class TargetCost : Reproduction
{
    private const int Rounds = 5;
    private const int StepsPerRound = 200;

    /// <inheritdoc/>
    public override string Id => "S18";

    /// <inheritdoc/>
    public override string Claim => "Stable targets cost little beside a step of training: the time of the targets of an image batch, and of a whole step of a small network.";

    /// <inheritdoc/>
    public override string Source => "Xu, Tong & Jaakkola 2023, Stable Target Field, tables 3 and 4";

    /// <inheritdoc/>
    public override double Minutes => 0.5;

    /// <inheritdoc/>
    public override string Deviations =>
        "Published are two A100 with image networks, whose steps are long. Here the network has 9,000 weights and its step takes a fraction of a millisecond, so the ratio is that of the worst case; `scripts/bench training` has it for the network of the checkerboard.";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        using var plain = new ScoreStudy(new DenoisingObjective(), 0);
        using var stable = new ScoreStudy(new StableTargetFieldObjective { References = ScoreStudy.References }, 0);
        var (times, step) = (new double[2], 0);
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (study, i) in new[] { (plain, 0), (stable, 1) })
            {
                var began = Stopwatch.GetTimestamp();
                for (var k = 1; k <= StepsPerRound; k++)
                {
                    context.Stop.ThrowIfCancellationRequested();
                    study.Step(step + k);
                }

                times[i] += round < 0 ? 0 : Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            step += StepsPerRound;
        }

        return Task.FromResult<IReadOnlyList<ReproductionRow>>(
        [
            new("targets of 512 sources among 4,096 references in 3,072 coordinates, s", null, ImageBatch()),
            new("a step with plain denoising, 64 sources in the plane, ms", null, times[0] / (Rounds * StepsPerRound)),
            new("a step with stable targets of 1,024 references, ms", null, times[1] / (Rounds * StepsPerRound)),
            new("ratio of the two", "1.03 to 1.23", times[1] / times[0]),
        ]);
    }

    private static double ImageBatch()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var references = randn([4096, 3072], generator: generator);
        var noise = randn([512, 3072], generator: generator);
        var sigma = full([512], 1.0f);
        var best = double.PositiveInfinity;
        for (var i = 0; i < 3; i++)
        {
            using var round = NewDisposeScope();
            var began = Stopwatch.GetTimestamp();
            StableTargetField.PosteriorMean(references, noise, ones([512]), sigma);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return best;
    }
}
