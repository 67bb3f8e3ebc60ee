using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.GenNeg;
using GenPhys.Training.Learning;
using GenPhys.Training.Tests.Runs;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class ClassifierRunTests : IDisposable
{
    private static readonly EdmPreconditioner Scale = new() { SigmaData = 1.1 };

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-classifier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "A4: importance weights make a balanced classifier Bayes optimal; without them logit(alpha) does")]
    [Trait("Acceptance", "A4")]
    [Trait("Category", "Slow")]
    public void A_trained_classifier_is_that_of_the_models_own_prior()
    {
        var recipe = TinyGenNeg.Create();
        var set = Draws(10_000);
        var weighted = Train(recipe, set, "weighted");
        var plain = Train(recipe with { Balance = ClassBalance.Unweighted }, set, "plain");
        var shift = Math.Log(set.Alpha / (1 - set.Alpha));

        var (x, sigma) = Probes(4000);
        var exact = x.Zip(sigma, IntervalToy.Probability).ToArray();
        var learnt = Probabilities(recipe, weighted, x, sigma, recipe.GuidingShift(set.Prior));
        var shifted = Probabilities(recipe, plain, x, sigma, shift);
        var wrong = Probabilities(recipe, plain, x, sigma, 0);
        Assert.InRange(Gap(learnt, exact), 0, 0.03);
        Assert.InRange(Gap(shifted, learnt), 0, 0.03);
        var open = exact.Select((c, i) => (c, i)).Where(p => p.c is > 0.1 and < 0.9).Select(p => p.i).ToArray();
        Assert.True(open.Average(i => Math.Abs(wrong[i] - learnt[i])) >= 0.05, "without the shift the classifier is that of the prior 1/2");
    }

    [Fact]
    public void A_short_training_follows_its_golden_curve()
    {
        double[] golden = [0.38494, 0.31165, 0.30975, 0.30232];
        var recorder = new Recorder();
        using var run = new ClassifierRun(
            TinyGenNeg.Create() with { Steps = 200 }, Draws(2000), new EdmProcess(), Scale, 1, Path.Combine(_folder, "golden"), TimeProvider.System);
        Assert.NotNull(run.Train(recorder, CancellationToken.None));
        Golden.Follows(golden, recorder);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_logit_per_agent_is_that_agents_own_probability_under_the_models_law()
    {
        // Two agents on the line, each as in the toy and independent of the other; a scene is valid where both are.
        var (positives, negatives, verdicts, valid, draws) = (new List<double>(), new List<double>(), new List<double>(), 0L, 0L);
        while (negatives.Count < 10_000)
        {
            double[] scene = [Mixture((uint)(2 * draws)), Mixture((uint)((2 * draws) + 1))];
            var obeys = Array.ConvertAll(scene, x => x is > -1.5 and < 1.25);
            draws++;
            valid += obeys[0] && obeys[1] ? 1 : 0;
            (obeys[0] && obeys[1] ? positives : negatives).AddRange(scene);
            verdicts.AddRange(obeys[0] && obeys[1] ? [] : obeys.Select(o => o ? 1.0 : 0));
        }

        var set = new LabelledSet([.. positives], [.. negatives], 2, valid, draws) { NegativeAgents = [.. verdicts] };
        Assert.Equal(2, set.Agents);
        Assert.Equal(IntervalToy.Alpha, set.Prior, 0.01);
        var recipe = TinyGenNeg.Create() with { Head = Inference.Models.Manifest.ClassifierHead.Agent, Steps = 2000 };
        var weights = Train(recipe, set, "agents");
        var (x, sigma) = Probes(2000);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = new ClassifierModule(recipe.Network.CreateModule(2, 2), Scale, recipe.Network.Dtype, recipe.LogitScale);
        WeightFile.FromFile(weights, module.Network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
        var levels = Enumerable.Range(0, 1000).Select(i => sigma[2 * i]).ToArray();
        double[] states = [.. Enumerable.Range(0, 2000).Select(i => Mixture((uint)(1_000_000 + i)) + (levels[i / 2] * (x[i] - Mixture((uint)(1_000_000 + i))) / sigma[i]))];
        var logits = module.forward(tensor(states, [1000, 2]).to(ScalarType.Float32), tensor(levels)) + recipe.TrainedShift(set.Prior);
        var learnt = logits.to(ScalarType.Float64).sigmoid().data<double>().ToArray();
        Assert.InRange(Gap(learnt, [.. states.Select((s, i) => IntervalToy.Probability(s, levels[i / 2]))]), 0, 0.03);
    }

    [Fact(DisplayName = "A7: the error of a counted alpha")]
    [Trait("Acceptance", "A7")]
    public void A_counted_alpha_spreads_the_logarithm_as_the_delta_method_says()
    {
        const int draws = 2000, repeats = 500;
        var alphas = new double[repeats];
        var uniform = new double[draws];
        for (var r = 0; r < repeats; r++)
        {
            Philox.FillUniform(new NoiseKey(3, (uint)r, NoisePurpose.Data), uniform);
            alphas[r] = uniform.Count(u => u < IntervalToy.Alpha) / (double)draws;
        }

        foreach (var (x, sigma) in new[] { (1.5, 0.5), (-2, 0.2), (1.3, 0.05), (3, 2.0) })
        {
            // The classifier of another prior has its logit moved by the difference of the priors' logits.
            var c = IntervalToy.Probability(x, sigma);
            var logit = Math.Log(c / (1 - c)) - Math.Log(IntervalToy.Alpha / (1 - IntervalToy.Alpha));
            var logs = alphas.Select(a => -Math.Log(1 + Math.Exp(-(logit + Math.Log(a / (1 - a)))))).ToArray();
            var mean = logs.Average();
            var spread = Math.Sqrt(logs.Sum(v => (v - mean) * (v - mean)) / (repeats - 1));
            var law = (1 - c) / Math.Sqrt(draws * IntervalToy.Alpha * (1 - IntervalToy.Alpha));
            Assert.InRange(spread / law, 0.85, 1.15);
        }
    }

    [Fact]
    public void A_run_that_is_stopped_anywhere_ends_with_the_bits_of_one_that_is_not()
    {
        var recipe = TinyGenNeg.Create() with { Steps = 60, CheckpointEvery = 20, Batch = 64 };
        var set = Draws(300);
        var whole = Train(recipe, set, "whole").ToArray();
        foreach (var at in new[] { 17, 33 })
        {
            using var stop = new CancellationTokenSource();
            using var run = new ClassifierRun(recipe with { CheckpointEvery = 1 }, set, new EdmProcess(), Scale, 1, Path.Combine(_folder, "parts"), TimeProvider.System);
            Assert.Null(run.Train(
                new Recorder(e =>
                {
                    if (e.Step == at)
                    {
                        stop.Cancel();
                    }
                }),
                stop.Token));
        }

        Assert.Equal(whole, Train(recipe, set, "parts").ToArray());
    }

    private SafeTensorsFile Train(GenNegRecipe recipe, LabelledSet set, string name)
    {
        using var run = new ClassifierRun(recipe, set, new EdmProcess(), Scale, 1, Path.Combine(_folder, name), TimeProvider.System);
        return run.Train(new Recorder(), CancellationToken.None)!;
    }

    private static double[] Probabilities(GenNegRecipe recipe, SafeTensorsFile weights, double[] x, double[] sigma, double shift)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = new ClassifierModule(recipe.Network.CreateModule(1, 1), Scale, recipe.Network.Dtype, recipe.LogitScale);
        WeightFile.FromFile(weights, module.Network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
        var logits = module.forward(tensor(x, [x.Length, 1]).to(ScalarType.Float32), tensor(sigma)) + shift;
        return logits.to(ScalarType.Float64).sigmoid().data<double>().ToArray();
    }

    private static double Gap(double[] a, double[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Average();

    // Exact draws of the mixture, of which the first of each class are kept.
    private static LabelledSet Draws(int perClass)
    {
        var (positives, negatives, valid, draws) = (new List<double>(), new List<double>(), 0L, 0L);
        while (positives.Count < perClass || negatives.Count < perClass)
        {
            var x = Mixture((uint)draws++);
            var inside = x is > -1.5 and < 1.25;
            valid += inside ? 1 : 0;
            var side = inside ? positives : negatives;
            if (side.Count < perClass)
            {
                side.Add(x);
            }
        }

        return new LabelledSet([.. positives], [.. negatives], 1, valid, draws);
    }

    private static (double[] X, double[] Sigma) Probes(int count)
    {
        var noise = new double[count];
        var levels = new double[count];
        Philox.FillNormal(new NoiseKey(12, 0, NoisePurpose.Data), noise);
        Philox.FillUniform(new NoiseKey(13, 0, NoisePurpose.Data), levels);
        var sigma = levels.Select(u => 0.002 * Math.Pow(80 / 0.002, u)).ToArray();
        return ([.. noise.Select((z, i) => Mixture((uint)(1_000_000 + i)) + (sigma[i] * z))], sigma);
    }

    private static double Mixture(uint row)
    {
        var (u, z) = (new double[1], new double[1]);
        Philox.FillUniform(new NoiseKey(11, row, NoisePurpose.Data), u);
        Philox.FillNormal(new NoiseKey(11, row, NoisePurpose.Data, Stage: 1), z);
        return (u[0] < 0.6 ? -1 : 1) + (0.5 * z[0]);
    }
}
