using System.Runtime.CompilerServices;
using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Disco;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training.Tests.Disco;

/// <summary>
/// The model that ships, held to the claims on the toy. Where a claim compares with a model without codes, that is the exact field of the mixture here, which is the best such a model can be;
/// <c>genphys reproduce</c> compares with one that is trained.
/// </summary>
public sealed class EightModesDiscoTests : IDisposable
{
    private static readonly double[] Levels = [0.5, 0.7, 0.75, 1, 1.5, 2, 3, 5];
    private static readonly DataSplit Data = new EightModesData { Count = 8000, HeldOut = 2000 }.Load(".");

    private readonly LoadedDisco _model = LoadedDisco.Open(Path.Combine(Models(), "eight-modes-disco", "1"));

    public void Dispose() => _model.Dispose();

    [Fact]
    [Trait("Acceptance", "D13")]
    public void Its_codes_name_the_modes()
    {
        var codes = _model.Encode(Data.Training)!;
        Assert.True(CodeStatistics.Information(codes, 1, Data.Training.Labels!) >= 2.98);
        Assert.True(CodeStatistics.Purity(codes, 1, Data.Training.Labels!) >= 0.995);
    }

    [Fact]
    [Trait("Acceptance", "D14")]
    public void Its_paths_are_almost_straight()
    {
        const int rows = 400;
        var own = new FlowFigures(_model.Field, 80, Levels, _model.Draw(rows), rows);
        using var mixture = EightModes.Field();
        var exact = new FlowFigures(mixture, 80, Levels, null, rows);
        Assert.True(own.MedianExcess() <= 0.001, $"{own.MedianExcess()}");
        Assert.True(own.MedianExcess() <= 0.02 * exact.MedianExcess());
        foreach (var t in new[] { 0.5, 0.7, 1, 1.5 })
        {
            Assert.True(own.MedianCurvature(t) < 0.2 * exact.MedianCurvature(t), $"{t}: {own.MedianCurvature(t)}");
        }
    }

    [Fact]
    [Trait("Acceptance", "D15")]
    public void Its_denoiser_is_simpler()
    {
        const int rows = 400;
        var own = new FlowFigures(_model.Field, 80, Levels, _model.Draw(rows), rows);
        using var mixture = EightModes.Field();
        var exact = new FlowFigures(mixture, 80, Levels, null, rows);
        Assert.All(Levels, t => Assert.True(own.MeanJacobian(t) < 0.5 * exact.MeanJacobian(t), $"{t}: {own.MeanJacobian(t)}"));
        Assert.True(own.MeanJacobian(1) < 0.02);
    }

    [Fact]
    [Trait("Acceptance", "D16")]
    public void Its_loss_is_lower_where_the_noise_hides_the_mode_and_nowhere_else()
    {
        var own = new FlowFigures(_model.Field, 80, [], _model.Draw(1), 1);
        using var mixture = EightModes.Field();
        var exact = new FlowFigures(mixture, 80, [], null, 1);
        var codes = _model.Encode(Data.HeldOut);
        double Ratio(double t) => own.Loss(Data.HeldOut, t, codes) / exact.Loss(Data.HeldOut, t, null);
        Assert.All(new[] { 1.0, 2, 5, 10 }, t => Assert.True(Ratio(t) < 0.12, $"{t}: {Ratio(t)}"));
        Assert.All(new[] { 0.05, 0.1 }, t => Assert.InRange(Ratio(t), 0.9, 1.1));
    }

    [Fact]
    [Trait("Category", "Slow")]
    [Trait("Acceptance", "D17")]
    [Trait("Acceptance", "D18")]
    [Trait("Acceptance", "D19")]
    public async Task Its_samples_fill_the_modes_and_its_prior_costs_nothing()
    {
        var quality = new ModeQuality(Data.Training);
        await using var service = await LocalService.OpenAsync(Models(), "eight-modes-disco");
        async Task<double[]> Samples(IReadOnlyList<int[]>? codes, int count = 8000)
        {
            var result = await service.SampleAsync(new SampleRequest { Count = count, Seed = 11, Codes = codes?.Take(count).ToList(), Sampler = new HeunSampler { Steps = 18 } });
            return Array.ConvertAll(result.Samples, x => (double)x);
        }

        var drawn = await Samples(null);
        var distance = quality.EqualCountWasserstein(drawn, 250);
        Assert.True(distance <= 0.08, $"{distance}");
        Assert.True(quality.OffModeRate(drawn) < 0.005);
        Assert.True(quality.WorstMassError(drawn) < 0.02);
        var oracle = await Samples([.. _model.Encode(Data.Training)!.Chunk(1)], 4000);
        Assert.True(Math.Abs(quality.EqualCountWasserstein(oracle, 250) - distance) < 0.01);
        var codes = _model.Encode(Data.HeldOut)!;
        var nats = CodeStatistics.NegativeLogLikelihood(_model.Codes!.Prior, codes);
        Assert.InRange(nats - CodeStatistics.Entropy(codes, 1), -1e-9, 0.02);
        Assert.True(nats <= Math.Log(8) + 0.01);
    }

    [Fact]
    [Trait("Acceptance", "D20")]
    public async Task It_is_served_with_its_codes_and_without()
    {
        await using var service = await LocalService.OpenAsync(Models(), "eight-modes-disco");
        var quality = new ModeQuality(Data.Training);
        async Task<SampleResult> Sample(IReadOnlyList<int[]>? codes, params GuidanceSpec[] guidance) =>
            await service.SampleAsync(new SampleRequest { Count = 200, Seed = 3, Codes = codes, Guidance = guidance.Length == 0 ? null : guidance });

        var drawn = await Sample(null);
        Assert.Equal(drawn.Samples, (await Sample(drawn.Codes)).Samples);

        // The mode that a code names is that of the data which the encoder gives it.
        var named = _model.Encode(Data.Training)!.Zip(Data.Training.Labels!).GroupBy(pair => pair.First).ToDictionary(g => g.Key, g => g.CountBy(pair => pair.Second).MaxBy(c => c.Value).Key);
        var nearest = quality.Nearest(Array.ConvertAll(drawn.Samples, x => (double)x));
        Assert.True(Enumerable.Range(0, 200).Count(row => nearest[row] == named[drawn.Codes![row][0]]) >= 198);

        // Without codes it is the model of all modes.
        var free = await Sample([[2]], new LatentGuidance { Weight = 0 });
        Assert.True(quality.Nearest(Array.ConvertAll(free.Samples, x => (double)x)).Distinct().Count() == 8);
        Assert.Equal(2 * drawn.Nfe, (await Sample([[2]], new LatentGuidance { Weight = 1.5 })).Nfe);
    }

    private static string Models([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "models"));
}
