using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class GroupTests
{
    [Fact]
    public async Task Rows_of_a_group_are_admitted_and_stepped_together()
    {
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 9 }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var grouped = await engine.SubmitAsync(Rig.Job(model, 10, 4, seed: 1, new Euler()) with { GroupSize = 4 }).Within();
        var single = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 10, 4, seed: 1, new Euler()));
        Bits.Equal(single, grouped);
        int[][] groups = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]];
        Assert.All(barrier.Log, tick => Assert.All(groups, group => Assert.True(group.Intersect(tick.Rows[1]).Count() is var n && (n == 0 || n == group.Length))));
        Assert.Equal(4 + 4, barrier.Log.Count);
    }

    [Fact]
    public async Task Rows_of_a_group_fail_together_and_name_the_row_that_failed()
    {
        var before = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 10, 4, seed: 1, new Euler()) with
        {
            Program = new Euler().Program(Rig.EdmLevels(4)[..2]),
        });
        var victim = before.States[2 * 6];
        IField Poisoned() => new TamperedField(Rig.EightModes())
        {
            Lane = (x, _, denoised) =>
            {
                if (x[0] == victim)
                {
                    denoised[0] = double.NaN;
                }
            },
        };
        var clean = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 10, 4, seed: 1, new Euler()));
        var result = await Rig.AloneAsync(Poisoned(), m => Rig.Job(m, 10, 4, seed: 1, new Euler()) with { GroupSize = 4 });
        Assert.Equal([4, 5, 6, 7], result.Failures.Select(f => f.Row));
        Assert.Equal("The denoiser was non-finite.", result.Failures[2].Reason);
        Assert.All(new[] { 0, 1, 3 }, i => Assert.Equal("Row 6 of the same group failed: The denoiser was non-finite.", result.Failures[i].Reason));
        Assert.All(result.States[8..16], value => Assert.Equal(0, value));
        Bits.Equal(clean.States.AsSpan(0, 8), result.States.AsSpan(0, 8));
        Bits.Equal(clean.States.AsSpan(16), result.States.AsSpan(16));
    }

    [Fact]
    public async Task A_row_that_is_done_first_waits_for_its_group_without_lanes()
    {
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(null, barrier);
        var model = await engine.AddModelAsync("gaussian", Rig.Gaussian(1));
        var result = await engine.SubmitAsync(
            new() { Model = model, Program = new UnevenProgram(), Rows = 5, GroupSize = 3 }).Within();
        Assert.Equal([1, 2, 3, 4, 5], result.Evaluations);
        Assert.Equal([5, 4, 3, 2, 1], barrier.Log.Select(tick => tick.Lanes));
    }

    // Row k takes k + 1 ticks.
    private sealed class UnevenProgram : RowProgram
    {
        private int _rows;

        public override int VectorSlots => 1;

        public override LaneCount MaximumLanes => new(5, 0);

        public override Tick? Next(ref ProgramCursor cursor, ReadOnlySpan<double> scalars)
        {
            cursor.Controller ??= ++_rows;
            return cursor.Position++ < (int)cursor.Controller ? new Tick { Lanes = [new Lane(0, 1)] } : null;
        }
    }

    [Fact]
    public async Task A_group_larger_than_a_tick_runs_also_among_single_rows()
    {
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 4 }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        await engine.SubmitAsync(Rig.Job(model, 20, 3, seed: 1, new Euler()) with { GroupSize = 10 }).Within();
        Assert.Equal(6, barrier.Log.Count);

        Task<EngineResult> grouped;
        Task<EngineResult> singles;
        using (await DevicePause.BeginAsync(engine))
        {
            singles = engine.SubmitAsync(Rig.Job(model, 200, 10, seed: 2, new Euler()));
            grouped = engine.SubmitAsync(Rig.Job(model, 10, 3, seed: 3, new Euler()) with { GroupSize = 10 });
        }

        await Task.WhenAll(grouped, singles).Within();
        var ticks = barrier.Log.Skip(6).ToList();
        var ofGroup = ticks.FindAll(tick => tick.Rows.ContainsKey(3));
        Assert.All(ofGroup, tick => Assert.Equal(10, tick.Rows[3].Length));

        // Half of 4 lanes a tick is its share, so 10 rows come up about every sixth tick.
        Assert.InRange(ticks.FindLastIndex(tick => tick.Rows.ContainsKey(3)), 3, 20);
    }

    // 16 single rows beside a group as large as a tick, and a first place that never falls on the group: without credit that
    // opens a tick, the group would wait until the single rows are done.
    [Fact]
    public async Task Single_rows_do_not_starve_a_group()
    {
        using var barrier = new TickBarrier(open: true);
        await using var engine = new InferenceEngine(new() { MaxLanesPerTick = 8 }, barrier);
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var all = new List<Task<EngineResult>>();
        Task<EngineResult> grouped;
        using (await DevicePause.BeginAsync(engine))
        {
            for (var i = 0; i < 19; i++)
            {
                all.Add(engine.SubmitAsync(Rig.Job(model, 1, i < 3 ? 1 : 200, (ulong)i, new Euler())));
            }

            grouped = engine.SubmitAsync(Rig.Job(model, 8, 4, seed: 99, new Euler()) with { GroupSize = 8 });
        }

        await Task.WhenAll([.. all, grouped]).Within();
        var last = barrier.Log.ToList().FindLastIndex(tick => tick.Rows.ContainsKey(99));

        // 17 requests share 8 lanes, so 8 lanes of one of them are due every 17 ticks.
        Assert.InRange(last, 4, 4 * 20);
    }
}
