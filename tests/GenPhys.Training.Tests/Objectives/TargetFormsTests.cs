using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Objectives;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Objectives;

/// <summary>One target in the coordinates, parametrisations and kernels of every process.</summary>
public sealed class TargetFormsTests
{
    private const int References = 64;
    private const int Sources = 16;
    private const int Dimension = 3;

    [Theory(DisplayName = "S12: denoiser, score and noise agree in VE, VP and EDM coordinates")]
    [Trait("Acceptance", "S12")]
    [InlineData(0.05)]
    [InlineData(0.7)]
    [InlineData(9)]
    public void Denoiser_score_and_noise_agree_in_all_coordinates(double level)
    {
        using var scope = NewDisposeScope();
        var (r, z) = (Normal(References, 1), Normal(Sources, 2));
        var exploding = StableTargetField.PosteriorMean(r, z, Full(1), Full(level));
        foreach (var process in new DiffusionProcess[] { new EdmProcess(), new VarianceExplodingProcess(), new VariancePreservingProcess(), new DdpmProcess() })
        {
            var kernel = process.Kernel(process.Time(level));
            var (a, sigma) = (Full(kernel.A), Full(kernel.Sigma));
            var x = (kernel.A * r.narrow(0, 0, Sources)) + (kernel.Sigma * z);
            var mean = StableTargetField.PosteriorMean(r, z, a, sigma);
            var score = RegressionTargets.Of(RegressionTarget.Score, mean, x, a, sigma);
            var noise = RegressionTargets.Of(RegressionTarget.Noise, mean, x, a, sigma);

            Close(exploding, mean, 1e-5);
            Close(exploding, ((kernel.Sigma * kernel.Sigma * score) + x) / kernel.A, 1e-5);
            Close(exploding, (x - (kernel.Sigma * noise)) / kernel.A, 1e-5);
            Close(-kernel.Sigma * score, noise, 1e-5 * kernel.Sigma / level);
        }
    }

    [Theory(DisplayName = "S13: the VP target by its own formula and through the EDM adapter")]
    [Trait("Acceptance", "S13")]
    [InlineData(0.05)]
    [InlineData(0.4)]
    [InlineData(0.95)]
    public void The_target_of_VP_is_that_of_its_adapter(double t)
    {
        using var scope = NewDisposeScope();
        var kernel = new VariancePreservingProcess().Kernel(t);
        var (r, z) = (Normal(References, 3), Normal(Sources, 4));
        var own = StableTargetField.PosteriorMean(r, z, Full(kernel.A), Full(kernel.Sigma));
        var adapted = StableTargetField.PosteriorMean(r, z, Full(1), Full(kernel.Sigma / kernel.A));
        Close(own, adapted, 1e-5);

        // Song et al. 2021: the softmax of -|x - a r|^2 / 2 sigma^2, formed here without any rearrangement.
        var x = (kernel.A * r.narrow(0, 0, Sources)) + (kernel.Sigma * z);
        var logits = (x.unsqueeze(1) - (kernel.A * r).unsqueeze(0)).square().sum(2) * (-0.5 / (kernel.Sigma * kernel.Sigma));
        Close(matmul(logits.softmax(1), r), own, 1e-9);
    }

    [Fact(DisplayName = "S14: the weights of PFGM++ tend to those of a diffusion")]
    [Trait("Acceptance", "S14")]
    public void The_weights_of_many_augmented_dimensions_are_Gaussian()
    {
        using var scope = NewDisposeScope();
        var (r, z) = (Normal(References, 5), Normal(Sources, 6));
        var gaussian = StableTargetField.PosteriorMean(r, z, Full(1), Full(0.6));
        double Apart(double augmented) =>
            (StableTargetField.PosteriorMean(r, z, Full(1), Full(0.6), new PfgmppProcess(augmented)) - gaussian).abs().max().item<double>();
        Assert.True(Apart(1e8) < 1e-6, $"{Apart(1e8)}");
        Assert.InRange(Apart(1e3) / Apart(4e3), 3.8, 4.2);
        Assert.True(Apart(64) > 1e-3);
    }

    [Theory(DisplayName = "S17: the target of a class is made of its own points alone")]
    [Trait("Acceptance", "S17")]
    [InlineData(2)]
    [InlineData(80)]
    public void The_target_of_a_class_is_made_of_its_own_points(int dimension)
    {
        // Two classes whose points alternate, far closer to each other than the noise.
        using var scope = NewDisposeScope();
        var r = Normal(References, 7, dimension);
        var z = Normal(Sources, 8, dimension);
        int[] labels = [.. Enumerable.Range(0, References).Select(k => k % 2)];
        var classes = Classes(labels, i => 1 + (i % 2));
        var (one, sigma) = (Full(1), Full(3));
        var conditional = StableTargetField.PosteriorMean(r, z, one, sigma, conditions: classes);
        var free = StableTargetField.PosteriorMean(r, z, one, sigma);

        for (var label = 0; label < 2; label++)
        {
            var members = arange(label, References, 2, ScalarType.Int64);
            var rows = arange(label, Sources, 2, ScalarType.Int64);
            var alone = StableTargetField.PosteriorMean(
                r.index_select(0, members), z.index_select(0, rows), one.index_select(0, rows), sigma.index_select(0, rows));
            Close(alone, conditional.index_select(0, rows), 1e-12);
            Assert.True((alone - free.index_select(0, rows)).abs().max().item<double>() > 0.05);

            // What the other class holds does not matter, not even to the last bit.
            var moved = where((tensor(labels) == label).unsqueeze(1), r, r + 1000);
            var apart = StableTargetField.PosteriorMean(moved, z, one, sigma, conditions: classes) - conditional;
            Close(zeros([Sources / 2, dimension], dtype: ScalarType.Float64), apart.index_select(0, rows), dimension > 64 ? 1e-8 : 0);
        }

        var mixed = StableTargetField.PosteriorMean(r, z, one, sigma, conditions: Classes(labels, i => i == 3 ? 0 : 1 + (i % 2)));
        Close(free.narrow(0, 3, 1), mixed.narrow(0, 3, 1), 1e-12);
        Close(conditional.narrow(0, 4, 12), mixed.narrow(0, 4, 12), 1e-12);
    }

    [Theory(DisplayName = "PP-9: the target of PFGM++ has no bias of order 1/n, the normalised field of PFGM has")]
    [Trait("Acceptance", "PP-9")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_target_of_PFGMpp_is_unbiased_and_the_normalised_field_is_not(int n)
    {
        const double sigma = 0.8;
        const double x = 0.7;
        double[] charges = [-1, 0.5, 2];
        foreach (var (process, normalised) in new[] { (new PfgmppProcess(4), false), (new PfgmProcess(), true) })
        {
            using var scope = NewDisposeScope();
            var logs = charges.Select(y => process.LogKernel((x - y) * (x - y), sigma, 1)).ToArray();
            var total = logs.Sum(Math.Exp);
            double[] posterior = [.. logs.Select(log => Math.Exp(log) / total)];
            double Target(PerturbedBatch batch) => normalised
                ? PoissonFieldObjective.Field(batch, 0).data<double>()[0, 0]
                : (x - StableTargetField.PosteriorMean(batch).data<double>()[0, 0]) / sigma;

            // The source by its posterior, the rest by the masses: all batches, with their probabilities.
            var mean = 0.0;
            for (var index = 0; index < (int)Math.Pow(3, n); index++)
            {
                int[] members = [.. Enumerable.Range(0, n).Select(i => index / (int)Math.Pow(3, i) % 3)];
                mean += posterior[members[0]] * Math.Pow(1.0 / 3, n - 1) * Target(Batch([.. members.Select(k => charges[k])]));
            }

            var apart = Math.Abs(mean - Target(Batch(charges)));
            Assert.True(normalised ? apart > 0.01 / n : apart < 1e-12, $"{process.Kind}: {apart}");

            PerturbedBatch Batch(double[] references) => new(
                tensor(references, [references.Length, 1]), tensor(new[] { (x - references[0]) / sigma }, [1, 1]), tensor(new[] { sigma }), ones([1], dtype: ScalarType.Float64), process);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1)]
    [InlineData(7.5)]
    [InlineData(1e7)]
    public void One_source_at_a_time_and_the_matrix_product_agree(double augmented)
    {
        // The same points in three coordinates, and in eighty that are 0 but for those.
        using var scope = NewDisposeScope();
        var process = double.IsNaN(augmented) ? null : new PfgmppProcess(augmented);
        var (r, z) = (Normal(References, 9), Normal(Sources, 10));
        var pad = zeros([References, 77], dtype: ScalarType.Float64);
        var sigma = Normal(Sources, 11).select(1, 0).exp();
        var few = StableTargetField.PosteriorMean(r, z, Full(1), sigma, process);
        if (process is null)
        {
            var many = StableTargetField.PosteriorMean(cat([r, pad], 1), cat([z, pad.narrow(0, 0, Sources)], 1), Full(1), sigma);
            Close(many.narrow(1, 0, Dimension), few, 1e-12);
            return;
        }

        // The power of the kernel counts coordinates, so its logits are formed by hand.
        var d2 = ((r.narrow(0, 0, Sources) + (sigma.unsqueeze(1) * z)).unsqueeze(1) - r.unsqueeze(0)).square().sum(2);
        var r2 = sigma.square().unsqueeze(1);
        var logits = double.IsInfinity(augmented) ? -0.5 * d2 / r2 : -0.5 * (Dimension + augmented) * (d2 / (augmented * r2)).log1p();
        Close(matmul(logits.softmax(1), r), few, augmented == 1e7 ? 1e-7 : 1e-12);
    }

    [Fact]
    public void The_mixed_flow_has_the_displacement_of_its_exact_field()
    {
        using var scope = NewDisposeScope();
        var process = new MixedDiffusionPoissonProcess(0.7, 1.3);
        var (r, z) = (Normal(4, 12, 2), Normal(4, 13, 2));
        double[] levels = [0.2, 0.9, 2.5, 8];
        var sigma = tensor(levels);
        var batch = new PerturbedBatch(r, z, sigma, ones([4], dtype: ScalarType.Float64), process);
        var target = StableTargetField.PosteriorMean(batch).data<double>().ToArray();

        var points = r.data<double>().ToArray();
        using var field = new EmpiricalField([.. points.Chunk(2)], process);
        var lanes = new LaneBatch(2);
        lanes.Resize(4);
        batch.Perturbed.data<double>().ToArray().CopyTo(lanes.X);
        levels.CopyTo(lanes.NoiseLevel);
        field.Evaluate(lanes);
        for (var i = 0; i < target.Length; i++)
        {
            Assert.Equal(lanes.Denoised[i], target[i], 1e-9);
        }

        // The source alone: where the displacement is not x - y, neither is the target y.
        var single = SourceTarget.Of(batch);
        for (var i = 0; i < 4; i++)
        {
            var alone = new PerturbedBatch(
                r.narrow(0, i, 1), z.narrow(0, i, 1), sigma.narrow(0, i, 1), ones([1], dtype: ScalarType.Float64), process);
            Close(StableTargetField.PosteriorMean(alone), single.narrow(0, i, 1), 1e-12);
        }

        Assert.True((single - batch.Sources).abs().max().item<double>() > 1e-3);
    }

    private static BatchConditions Classes(int[] labels, Func<int, int> told) =>
        new(labels, [.. Enumerable.Range(0, Sources).Select(told)], 2, ScalarType.Float64, CPU);

    private static Tensor Full(double value) => full([Sources], value, dtype: ScalarType.Float64);

    private static Tensor Normal(int rows, int seed, int dimension = Dimension)
    {
        var values = new double[rows * dimension];
        Philox.FillNormal(new NoiseKey((ulong)seed, 0, NoisePurpose.Data), values);
        return tensor(values, [rows, dimension]);
    }

    private static void Close(Tensor expected, Tensor found, double tolerance)
    {
        var apart = (expected - found).abs().max().item<double>();
        Assert.True(apart <= tolerance, $"{apart}");
    }
}
