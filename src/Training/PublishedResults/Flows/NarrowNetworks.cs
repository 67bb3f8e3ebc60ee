using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.PublishedResults.Flows;

/// <summary>What the augmented dimension does for networks that are too narrow, and for a sampler that is disturbed.</summary>
internal sealed class NarrowNetworks : Reproduction
{
    private const int Coordinates = 1000;
    private const int Latent = 10;
    private const int Points = 2000;
    private const int Samples = 1000;
    private const int Seeds = 3;
    private const int Steps = 2000;
    private const int Grid = 18;
    private const double SigmaData = 0.5;
    private static readonly double[] Augmented = [100, 1000, 10_000, double.PositiveInfinity];
    private static readonly int[] Widths = [4, 8, 32];
    private static readonly double[] Disturbances = [0, 0.1, 0.2];

    // Table B.26 of the thesis, by width and augmented dimension.
    private static readonly string[][] Published =
        [["1.75", "0.17", "0.79", "1.82"], ["0.33", "0.16", "0.43", "1.46"], ["0.12", "0.01", "0.14", "0.07"]];

    /// <inheritdoc/>
    public override string Id => "PP-13";

    /// <inheritdoc/>
    public override string Claim =>
        "Points of 10 dimensions in a space of 1,000: with a narrow network PFGM++ of a middling D draws the better samples, and noise on the way harms them the more the larger D is.";

    /// <inheritdoc/>
    public override string Source => "Xu 2024 (thesis), table B.26; Xu, Liu, Tian, Tong, Tegmark & Jaakkola 2023, PFGM++, figure of noise injection (FID on CIFAR-10)";

    /// <inheritdoc/>
    public override double Minutes => 15;

    /// <inheritdoc/>
    public override string Deviations =>
        "Nothing here is judged: the kernel of the published discrepancies, the scale of the data and how the network passes full-rank noise are not published. Ours is the root of the biased "
        + "estimate under a Gaussian kernel of median width, whose floor for clouds of one law is shown; the data are scaled to deviation 0.5, and a gain that depends on the level passes the state "
        + "beside the narrow layers.";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        await Task.Yield();
        WritePoints(context.Folder);
        var rows = new List<ReproductionRow>();
        var quiet = new double[Widths.Length, Augmented.Length];
        var disturbed = new double[Disturbances.Length, Augmented.Length];
        var floor = 0.0;
        for (var w = 0; w < Widths.Length; w++)
        {
            for (var a = 0; a < Augmented.Length; a++)
            {
                for (var seed = 0; seed < Seeds; seed++)
                {
                    var recipe = Recipe(Widths[w], Augmented[a], seed);
                    context.Say(recipe.Name);
                    using var run = Trained.Train(context, recipe);
                    floor = MeanDiscrepancy.BiasedFloor(Samples, run.Data.HeldOut.Values, Coordinates);
                    for (var d = 0; d < (Widths[w] == Widths[^1] ? Disturbances.Length : 1); d++)
                    {
                        var distance = MeanDiscrepancy.Biased(Draw(run, Augmented[a], Disturbances[d], context.Stop), run.Data.HeldOut.Values, Coordinates) / Seeds;
                        disturbed[d, a] += w == Widths.Length - 1 ? distance : 0;
                        quiet[w, a] += d == 0 ? distance : 0;
                    }
                }

                rows.Add(new($"mean discrepancy, {Widths[w]} units, D = {Name(Augmented[a])}", Published[w][a], quiet[w, a]));
            }
        }

        for (var d = 1; d < Disturbances.Length; d++)
        {
            for (var a = 0; a < Augmented.Length; a++)
            {
                rows.Add(new($"with noise of {Disturbances[d]} sigma at each step over that without, {Widths[^1]} units, D = {Name(Augmented[a])}", null, disturbed[d, a] / disturbed[0, a]));
            }
        }

        rows.Add(new("mean discrepancy of clouds of one law", null, floor));
        return rows;
    }

    private static string Name(double augmented) => double.IsInfinity(augmented) ? "infinity" : FormattableString.Invariant($"{augmented}");

    /// <summary>The recipe of one network; its data are those of <see cref="WritePoints"/>.</summary>
    /// <param name="width">Units of the narrow layers.</param>
    /// <param name="augmented">D.</param>
    /// <param name="seed">Seed of the training.</param>
    internal static Recipe Recipe(int width, double augmented, int seed) => new()
    {
        Schema = 1,
        Name = $"narrow-{width}-{Name(augmented)}-{seed}",
        Seed = seed,
        Data = new NpyData { Path = "points.npy", HeldOutFraction = 0.5 },
        // The limit of D is diffusion; no JSON number is infinite.
        Process = double.IsInfinity(augmented) ? new EdmProcessSpec() : new PfgmppProcessSpec { AugmentedDimension = augmented },
        Network = new BottleneckMlpArchitecture { Hidden = width },
        Preconditioning = new EdmPreconditioner { SigmaData = SigmaData },
        Objective = new DenoisingObjective(),
        Noise = new LogNormalLevels { Mean = -1.2, StandardDeviation = 1.2 },
        LearningRate = new LinearDecayRate { Rate = 1e-3, From = Steps / 2, To = Steps + 1 },
        Batch = 128,
        Steps = Steps,
        EmaDecay = 0.99,
        Evaluation = new EvaluationOptions { Every = Steps, Draws = 1, Samples = 0 },
        Checkpoints = new CheckpointOptions { Every = Steps },
    };

    /// <summary>Writes y of two modes in ten dimensions, mapped by a random matrix; the noise's mean of 1, which need not be learnt, is left out.</summary>
    /// <param name="folder">Where to.</param>
    internal static void WritePoints(string folder)
    {
        var map = new double[Coordinates * Latent];
        Philox.FillNormal(new NoiseKey(13, 0, NoisePurpose.Data), map);
        var (side, z, e) = (new double[1], new double[Latent], new double[Coordinates]);
        var values = new double[2 * Points * Coordinates];
        for (var i = 0; i < 2 * Points; i++)
        {
            Philox.FillUniform(new NoiseKey(13, (uint)i, NoisePurpose.Data, Step: 1), side);
            Philox.FillNormal(new NoiseKey(13, (uint)i, NoisePurpose.Data, Step: 2), z);
            Philox.FillNormal(new NoiseKey(13, (uint)i, NoisePurpose.Data, Step: 3), e);
            for (var j = 0; j < Coordinates; j++)
            {
                var x = 0.01 * e[j];
                for (var l = 0; l < Latent; l++)
                {
                    x += map[(j * Latent) + l] * ((side[0] < 0.5 ? -1 : 1) + (0.2 * z[l]));
                }

                values[(i * Coordinates) + j] = x;
            }
        }

        var scale = SigmaData / Math.Sqrt(values.Average(v => v * v));
        using var file = File.Create(Path.Combine(folder, "points.npy"));
        NpyFile.Write(file, Array.ConvertAll(values, v => (float)(scale * v)), Coordinates);
    }

    // Heun's method in sigma on the grid of EDM; before each step's first evaluation the state is disturbed by Gaussian noise of alpha sigma.
    private static double[] Draw(TrainingRun run, double augmented, double alpha, CancellationToken stop)
    {
        var noise = new PfgmppProcess(augmented).Noise(80);
        double[] levels = [.. new EdmNoiseSchedule(0.002, 80).Levels(Grid), 0];
        var x = new double[Samples * Coordinates];
        for (var i = 0; i < Samples; i++)
        {
            noise.Law.Draw(new NoiseKey(21, (uint)i, NoisePurpose.Prior), x.AsSpan(i * Coordinates, Coordinates));
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var state = tensor(x, [Samples, Coordinates]) * noise.Scale;
        var disturbance = new double[x.Length];
        for (var i = 0; i < Grid; i++)
        {
            stop.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var (sigma, next) = (levels[i], levels[i + 1]);
            var from = state;
            if (alpha > 0)
            {
                for (var row = 0; row < Samples; row++)
                {
                    Philox.FillNormal(new NoiseKey(22, (uint)row, NoisePurpose.Step, (uint)i), disturbance.AsSpan(row * Coordinates, Coordinates));
                }

                from = state + (alpha * sigma * tensor(disturbance, [Samples, Coordinates]));
            }

            var slope = Slope(from, sigma);
            var to = from + ((next - sigma) * slope);
            if (next > 0)
            {
                to = from + (0.5 * (next - sigma) * (slope + Slope(to, next)));
            }

            state = to.MoveToOuterDisposeScope();
        }

        return state.data<double>().ToArray();

        Tensor Slope(Tensor at, double sigma) =>
            (at - run.Average.forward(at.to(ScalarType.Float32), full([Samples], (float)sigma)).to(ScalarType.Float64)) / sigma;
    }
}
