using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class RowFailureTests
{
    private const int Steps = 6;
    private static readonly double[] Levels = Rig.EdmLevels(Steps);

    public static TheoryData<double> Poisons => [double.NaN, double.PositiveInfinity, double.MaxValue];

    // NaN, infinity, and a finite number that overflows in the evaluation after it.
    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Only_the_rows_that_leave_the_finite_numbers_fail(double poison)
    {
        IField Poisoned() => new TamperedField(Rig.EightModes())
        {
            Lane = (x, sigma, denoised) =>
            {
                if (sigma == Levels[3] && x[0] > 0)
                {
                    denoised[1] = poison;
                }
            },
        };
        EngineJob Job(EngineModel model) => Rig.Job(model, 60, Steps, seed: 4, new Euler());
        var clean = await Rig.AloneAsync(Rig.EightModes(), Job);
        var before = await Rig.AloneAsync(
            Rig.EightModes(), m => Job(m) with { Program = new Euler().Program(Levels[..4]) });
        var poisoned = await Rig.AloneAsync(Poisoned(), Job);

        var hit = Enumerable.Range(0, 60).Where(row => before.States[2 * row] > 0).ToArray();
        Assert.InRange(hit.Length, 10, 50);

        // A finite number as large as can be fails one step later, when its distance to the modes overflows.
        var step = poison == double.MaxValue ? 4 : 3;
        Assert.Equal(hit, poisoned.Failures.Select(f => f.Row));
        Assert.All(poisoned.Failures, f => Assert.Equal((step, Levels[step], "The denoiser was non-finite."), (f.Step, f.NoiseLevel, f.Reason)));
        for (var row = 0; row < 60; row++)
        {
            var expected = hit.Contains(row) ? [0, 0] : clean.States.AsSpan(2 * row, 2).ToArray();
            Bits.Equal(expected, poisoned.States.AsSpan(2 * row, 2));
            Assert.Equal(hit.Contains(row) ? step + 1 : Steps, poisoned.Evaluations[row]);
        }
    }

    [Fact]
    public async Task A_state_that_overflows_and_a_guidance_that_is_no_number_say_so()
    {
        var overflow = await Rig.AloneAsync(
            new TamperedField(Rig.Gaussian(1)) { Lane = (_, sigma, d) => d.Fill(sigma < 1 ? 0 : double.MaxValue) },
            m => new()
            {
                Model = m,
                Rows = 1,
                Program = new TableProgram(1, [new Tick
                {
                    Lanes = [new Lane(0, 2)], Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Denoised, 0, 10))], Step = 9, NoiseLevel = 2,
                }]),
            });
        Assert.Equal([new RowFailure(0, 9, 2, "The state became non-finite.")], overflow.Failures);
        Assert.Equal([0, 0], overflow.States);

        var guided = await Rig.AloneAsync(
            Rig.Gaussian(1), m => Rig.Job(m, 2, Steps, sampler: new Euler()) with { Terms = [new PullTerm(double.NaN, 1)] });
        Assert.Equal(2, guided.Failures.Count);
        Assert.All(guided.Failures, f => Assert.Equal((0, 80.0, "The guidance was non-finite."), (f.Step, f.NoiseLevel, f.Reason)));
    }

    [Fact]
    public async Task Rows_of_other_requests_in_the_same_evaluation_are_untouched()
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 30, 12, seed: 1));
        var field = new TamperedField(Rig.EightModes())
        {
            Lane = (_, sigma, denoised) =>
            {
                if (sigma == Levels[2])
                {
                    denoised.Fill(double.NaN);
                }
            },
        };
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", field);
        Task<EngineResult> healthy;
        Task<EngineResult> failing;
        using (await DevicePause.BeginAsync(engine))
        {
            failing = engine.SubmitAsync(Rig.Job(model, 30, Steps, seed: 2));
            healthy = engine.SubmitAsync(Rig.Job(model, 30, 12, seed: 1));
        }

        Bits.Equal(alone, await healthy.Within());
        var failed = await failing.Within();
        Assert.Equal(Enumerable.Range(0, 30), failed.Failures.Select(f => f.Row));

        // The corrector of step 1 is the first evaluation at level 2; the failure belongs to that step.
        Assert.All(failed.Failures, f => Assert.Equal((1, Levels[1]), (f.Step, f.NoiseLevel)));
        Assert.All(failed.States, value => Assert.Equal(0, value));
        Assert.Equal((30, 2, 0, 0), (engine.Statistics.FailedRows, engine.Statistics.Completed, engine.Statistics.ActiveRows, engine.Statistics.Faulted));
    }

    [Fact]
    public async Task A_field_that_throws_faults_those_who_shared_the_tick_and_the_engine_goes_on()
    {
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 5, seed: 3));
        var throwing = true;
        var field = new TamperedField(Rig.EightModes())
        {
            Before = lanes =>
            {
                if (throwing && lanes.Count == 9)
                {
                    throw new InvalidOperationException("device lost");
                }
            },
        };
        using var barrier = new TickBarrier();
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("modes", field);
        Task<EngineResult>[] sharing;
        using (await DevicePause.BeginAsync(engine))
        {
            sharing = [engine.SubmitAsync(Rig.Job(model, 4, seed: 1)), engine.SubmitAsync(Rig.Job(model, 5, seed: 2))];
        }

        await barrier.ArriveAsync();
        var later = engine.SubmitAsync(Rig.Job(model, 5, seed: 3));
        barrier.Open();
        foreach (var request in sharing)
        {
            Assert.Equal("device lost", (await Assert.ThrowsAsync<InvalidOperationException>(() => request.Within())).Message);
        }

        throwing = false;
        Bits.Equal(alone, await later.Within());
        var statistics = engine.Statistics;
        Assert.Equal((2, 1, 0), (statistics.Faulted, statistics.Completed, statistics.ActiveRows));
        Assert.Equal((0, 0), (statistics.QueuedRows, statistics.QueuedRequests));
    }

    public static TheoryData<string> OwnParts => ["cotangent", "program start", "program", "noise"];

    [Theory]
    [MemberData(nameof(OwnParts))]
    public async Task A_part_of_a_request_that_throws_faults_that_request_alone(string part)
    {
        EngineJob Broken(EngineModel model)
        {
            var job = Rig.Job(model, 6, seed: 2);
            return part switch
            {
                "cotangent" => job with { Program = OneTick(new Lane(0, 1, LaneFlavour.ValueAndVjp, new ThrowingCotangent())) },
                "program start" => job with { Program = new ThrowingProgram(0) },
                "program" => job with { Program = new ThrowingProgram(1) },
                _ => job with { Program = OneTick(new Lane(0, 1), new NoiseDraw(new ThrowingLaw(), Inference.Random.NoisePurpose.Step, 0)) },
            };
        }

        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 5, seed: 1));
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        Task<EngineResult> healthy;
        Task<EngineResult> broken;
        using (await DevicePause.BeginAsync(engine))
        {
            healthy = engine.SubmitAsync(Rig.Job(model, 5, seed: 1));
            broken = engine.SubmitAsync(Broken(model));
        }

        await Assert.ThrowsAsync<DivideByZeroException>(() => broken.Within());
        Bits.Equal(alone, await healthy.Within());
        Assert.Equal((1, 1, 0), (engine.Statistics.Faulted, engine.Statistics.Completed, engine.Statistics.ActiveRows));
    }

    private static TableProgram OneTick(Lane lane, params NoiseDraw[] noise) => new(1, [new Tick { Lanes = [lane], Noise = noise }]);

    private sealed class ThrowingCotangent : Cotangent
    {
        public override void Write(
            in RowIdentity row, ReadOnlySpan<double> x, ReadOnlySpan<double> denoised, double noiseLevel, Span<double> cotangent) =>
            throw new DivideByZeroException();
    }

    private sealed class ThrowingLaw : NoiseLaw
    {
        public override void Draw(in Inference.Random.NoiseKey key, Span<double> noise) => throw new DivideByZeroException();
    }

    private sealed class ThrowingProgram(int ticks) : RowProgram
    {
        public override int VectorSlots => 1;

        public override LaneCount MaximumLanes => new(2, 0);

        public override Tick? Next(ref ProgramCursor cursor, ReadOnlySpan<double> scalars) =>
            cursor.Position++ < ticks ? new Tick { Lanes = [new Lane(0, 1)] } : throw new DivideByZeroException();
    }
}
