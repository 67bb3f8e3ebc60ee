using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Engine;

public sealed class JobValidationTests
{
    [Fact]
    public async Task A_job_that_cannot_run_is_refused_and_takes_no_place()
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => engine.SubmitAsync(Rig.Job(model, 0)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => engine.SubmitAsync(Rig.Job(model, -3)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => engine.SubmitAsync(Rig.Job(model, 1) with { GroupSize = 0 }));
        await Assert.ThrowsAsync<ArgumentException>(() => engine.SubmitAsync(Rig.Job(model, 2) with { Initial = new double[3] }));
        Assert.Equal((0L, 0), (engine.Statistics.QueuedRows, engine.Statistics.QueuedRequests));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_lane_price_must_be_finite_and_above_0(double price)
    {
        await using var engine = new InferenceEngine();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => engine.AddModelAsync("modes", Rig.EightModes(), price));
    }

    public static TheoryData<Tick> BrokenTicks =>
    [
        new Tick { Lanes = [new Lane(1, 1)] },
        new Tick { Lanes = [new Lane(0, 0)] },
        new Tick { Lanes = [new Lane(0, double.NaN)] },
        new Tick { Lanes = [new Lane(0, double.PositiveInfinity)] },
        new Tick { Lanes = [new Lane(0, 1, LaneFlavour.ValueAndVjp)] },
        new Tick { Lanes = [new Lane(0, 1, LaneFlavour.Value, new BasisCotangent(0))] },
        new Tick { Vectors = [new VectorUpdate(1)] },
        new Tick { Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Denoised, 0, 1))] },
        new Tick { Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Noise, 0, 1))] },
        new Tick { Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Slot, -1, 1))] },
        new Tick { Scalars = [new ScalarUpdate(0)] },
    ];

    [Theory]
    [MemberData(nameof(BrokenTicks))]
    public void A_table_refuses_a_tick_that_names_what_does_not_exist(Tick tick)
    {
        Assert.Throws<ArgumentException>(() => new TableProgram(1, [tick]));
    }

    [Fact]
    public async Task A_program_without_evaluations_still_ends()
    {
        var result = await Rig.AloneAsync(Rig.Gaussian(1), m => new()
        {
            Model = m, Rows = 3, Seed = 1,
            Program = new TableProgram(1, [new Tick
            {
                Noise = [new NoiseDraw(NoiseLaw.Gaussian, NoisePurpose.Prior, 0)],
                Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Noise, 0, 2))],
            }]),
        });
        var noise = new double[2];
        Philox.FillNormal(new NoiseKey(1, 2, NoisePurpose.Prior), noise);
        Assert.Equal([2 * noise[0], 2 * noise[1]], result.States[4..]);
        Assert.All(result.Evaluations, n => Assert.Equal(0, n));
    }
}
