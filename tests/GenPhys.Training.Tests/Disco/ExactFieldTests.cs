using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation.Flow;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Disco;

/// <summary>What codes do to the flow, on the exact field of eight modes with and without the mode as code (Xu et al. 2024, "DisCo-Diff", toy).</summary>
public sealed class ExactFieldTests
{
    private static readonly FlowProbe Probe = new(EightModes.Field());

    // Noise level; Bayes error without a code; mean squared norms of the Jacobians of D and of the score, without a code.
    public static TheoryData<double, double, double, double> Rows => new()
    {
        { 0.1, 0.01600, 1.280, 800 }, { 0.2, 0.04005, 0.506, 314.6 }, { 0.3, 0.0582, 0.324, 127.4 }, { 0.4, 0.0904, 0.629, 58.6 }, { 0.5, 0.1668, 1.029, 27.1 },
        { 0.6, 0.2943, 1.245, 12.4 }, { 0.8, 0.6514, 1.261, 2.99 }, { 1, 1.099, 1.219, 1.02 }, { 1.25, 1.763, 1.142, 0.363 }, { 1.5, 2.504, 1.000, 0.153 },
        { 2, 3.928, 0.652, 0.0430 }, { 3, 5.932, 0.245, 0.01145 }, { 5, 7.670, 0.0484, 2.296e-3 }, { 10, 8.685, 3.78e-3, 1.830e-4 }, { 20, 8.978, 2.52e-4, 1.222e-5 },
    };

    [Fact]
    [Trait("Acceptance", "D1")]
    public void The_data_have_eight_modes_of_equal_share()
    {
        var data = new EightModesData { Count = 8000 }.Load(".").Training;
        Assert.Equal(8, data.Labels!.Distinct().Count());
        Assert.Equal(8, EightModes.Means.Select(mean => (Math.Round(mean[0], 6), Math.Round(mean[1], 6))).Distinct().Count());
        foreach (var mode in Enumerable.Range(0, 8))
        {
            Assert.Equal(3, Math.Sqrt(EightModes.Means[mode].Sum(m => m * m)), 1e-12);
            Assert.Equal(1000, data.Labels!.Count(label => label == mode));
        }

        var squares = Enumerable.Range(0, 8000).Sum(row => Enumerable.Range(0, 2).Sum(j => Math.Pow(data[row][j] - EightModes.Means[data.Labels![row]][j], 2)));
        Assert.Equal(0.2, Math.Sqrt(squares / 16_000), 0.005);
    }

    [Fact]
    [Trait("Acceptance", "D2")]
    public void With_a_code_the_flow_is_straight()
    {
        var x = EightModes.Prior(1024);
        int[] codes = [.. Enumerable.Range(0, 1024).Select(row => row % 8)];
        var path = FlowPaths.Heun(Probe, x, EightModes.Levels(50), _ => codes);
        Assert.True(EightModes.RootMeanSquare(path[^1], EightModes.Endpoint(x, codes, 80)) < 0.003);

        // Steps below the last level of the grid are as short as the rounding of the states, so angles are taken down to it.
        Assert.True(FlowPaths.Turning(path[..^1], 2).Max() < 1e-6);
        Assert.True(FlowPaths.Excess(path, 2).Max() < 1e-9);
        foreach (var t in new[] { 0.3, 1, 3 })
        {
            var (_, noisy, modes) = EightModes.Draw(2000, t);
            Assert.True(EightModes.Median(FlowCurvature.Exact(Probe, noisy, t, modes)) < 1e-6);
        }
    }

    [Theory]
    [InlineData(0.5, 0.156)]
    [InlineData(0.6, 0.660)]
    [InlineData(0.8, 1.472)]
    [InlineData(1, 0.884)]
    [InlineData(1.5, 0.0776)]
    [Trait("Acceptance", "D3")]
    public void Without_a_code_it_bends_where_it_decides_on_a_mode(double t, double median)
    {
        var (_, noisy, _) = EightModes.Draw(40_000, t);
        Assert.Equal(1, EightModes.Median(FlowCurvature.Exact(Probe, noisy, t, null)) / median, 0.05);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("Acceptance", "D3")]
    public void Jacobians_have_the_norms_of_the_table(double t, double bayes, double denoiser, double score)
    {
        _ = bayes;
        // Where modes begin to overlap a few points make the mean.
        var (_, noisy, modes) = EightModes.Draw(t < 0.5 ? 200_000 : 64_000, t, stream: 1);
        var free = FlowJacobian.SquaredNorms(Probe, noisy, t, null);
        Assert.Equal(1, free.Denoiser.Average() / denoiser, 0.02);
        Assert.Equal(1, free.Score.Average() / score, 0.02);

        // With a code both are the same everywhere, 2 (s^2/tau^2)^2 and 2/tau^4.
        var tau2 = (t * t) + 0.04;
        var coded = FlowJacobian.SquaredNorms(Probe, noisy[..200], t, modes[..100]);
        Assert.All(coded.Denoiser, norm => Assert.Equal(1, norm / (2 * Math.Pow(0.04 / tau2, 2)), 1e-9));
        Assert.All(coded.Score, norm => Assert.Equal(1, norm * tau2 * tau2 / 2, 1e-6));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.25)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Acceptance", "D4")]
    public void The_printed_estimate_of_curvature_is_the_exact_one_but_for_its_step(double t)
    {
        var (_, noisy, _) = EightModes.Draw(8000, t, stream: 2);
        var (exact, printed) = (FlowCurvature.Exact(Probe, noisy, t, null), FlowCurvature.Differences(Probe, noisy, t, null));
        var differences = exact.Zip(printed).Where(pair => pair.First > 1e-6).Select(pair => Math.Abs(pair.Second - pair.First) / pair.First).ToList();
        Assert.True(differences.Count > 1000);
        Assert.True(EightModes.Median(differences) < 0.02, $"{EightModes.Median(differences)}");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4)]
    [Trait("Acceptance", "D5")]
    public void Jacobians_are_those_of_automatic_differentiation(double t)
    {
        var (_, noisy, _) = EightModes.Draw(64, t, stream: 3);
        var jacobians = Probe.Jacobians(noisy, t, null);
        var norms = FlowJacobian.SquaredNorms(Probe, noisy, t, null);
        using var scope = NewDisposeScope();
        var means = tensor(EightModes.Means.SelectMany(mean => mean).ToArray(), [8L, 2]);
        var tau2 = (t * t) + (EightModes.Deviation * EightModes.Deviation);
        for (var row = 0; row < 64; row++)
        {
            var x = tensor(noisy[(2 * row)..((2 * row) + 2)]).requires_grad_();
            var weights = (-(x - means).square().sum([1]) / (2 * tau2)).softmax(0);
            var score = (weights.unsqueeze(1) * (means - x)).sum([0]) / tau2;
            double denoiser = 0, ofScore = 0;
            for (var i = 0; i < 2; i++)
            {
                var gradient = autograd.grad([score[i]], [x], retain_graph: true)[0].data<double>().ToArray();
                for (var j = 0; j < 2; j++)
                {
                    var d = (i == j ? 1 : 0) + (t * t * gradient[j]);
                    Assert.Equal(d, jacobians[(4 * row) + (2 * i) + j], 1e-9);
                    (denoiser, ofScore) = (denoiser + (d * d), ofScore + (gradient[j] * gradient[j]));
                }
            }

            Assert.Equal(1, norms.Denoiser[row] / denoiser, 1e-6);
            Assert.Equal(1, norms.Score[row] / ofScore, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("Acceptance", "D6")]
    public void Bayes_errors_are_those_of_the_table(double t, double bayes, double denoiser, double score)
    {
        _ = (denoiser, score);
        var (clean, noisy, modes) = EightModes.Draw(200_000, t, stream: 4);
        Assert.Equal(1, MeanSquare(Probe.Denoised(noisy, t, null), clean) / bayes, 0.01);
        Assert.Equal(1, MeanSquare(Probe.Denoised(noisy, t, modes), clean) / (0.08 * t * t / ((t * t) + 0.04)), 0.01);

        static double MeanSquare(double[] a, double[] b) => Math.Pow(EightModes.RootMeanSquare(a, b), 2);
    }

    [Fact]
    [Trait("Acceptance", "D7")]
    [Trait("Category", "Slow")]
    public void Codes_make_few_steps_better()
    {
        const int rows = 8192;
        var x = EightModes.Prior(rows);
        var end = FlowPaths.Heun(Probe, x, EightModes.Levels(300))[^1];
        int[] codes = [.. Enumerable.Range(0, rows).Select(row => row % 8)];
        var straight = EightModes.Endpoint(x, codes, 80);
        foreach (var (steps, without, with) in new[] { (6, 1.45, 0.354), (8, 0.425, 0.137), (10, 0.201, 0.0839), (18, 0.0349, 0.0205), (50, 0.0038, 0.0022) })
        {
            var free = EightModes.RootMeanSquare(FlowPaths.Heun(Probe, x, EightModes.Levels(steps))[^1], end);
            var coded = EightModes.RootMeanSquare(FlowPaths.Heun(Probe, x, EightModes.Levels(steps), _ => codes)[^1], straight);
            Assert.True(Math.Abs((coded / with) - 1) < 0.05, $"{steps} steps with a code: {coded}");
            Assert.True(Math.Abs((free / without) - 1) < 0.05, $"{steps} steps without: {free}");
            Assert.True(steps == 50 || coded < 0.7 * free);
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(10)]
    [Trait("Acceptance", "D8")]
    public void A_code_that_is_changed_late_moves_little(double at)
    {
        var x = EightModes.Prior(256);
        int[] first = [.. Enumerable.Range(0, 256).Select(row => row % 8)], second = [.. first.Select((mode, row) => (mode + 1 + (row / 8 % 7)) % 8)];
        double[] levels = [.. EightModes.Levels(200).Append(at).Distinct().OrderDescending()];
        var stayed = FlowPaths.Heun(Probe, x, levels, _ => first)[^1];
        var changed = FlowPaths.Heun(Probe, x, levels, t => t > at ? first : second)[^1];
        var share = 1 - (EightModes.Deviation / Math.Sqrt((at * at) + (EightModes.Deviation * EightModes.Deviation)));
        for (var row = 0; row < 256; row++)
        {
            var modes = Distance(EightModes.Means[first[row]], EightModes.Means[second[row]]);
            Assert.Equal(share * modes, Distance(stayed[(2 * row)..((2 * row) + 2)], changed[(2 * row)..((2 * row) + 2)]), 1e-2);
        }

        static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());
    }
}
