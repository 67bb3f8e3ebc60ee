using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Particles;

[Trait("Category", "Slow")]
public sealed class RingTests
{
    [Fact]
    [Trait("Acceptance", "P2")]
    public async Task Weight_0_and_groups_of_one_are_the_plain_sampler_bit_for_bit()
    {
        foreach (Sampler sampler in new Sampler[] { new Euler(), new EulerMaruyama() })
        {
            EngineJob Plain(EngineModel m) => new() { Model = m, Program = sampler.Program(Ring.Levels(100)), Rows = 2000, Seed = 5 };
            var plain = await Rig.AloneAsync(Ring.Field(), Plain);
            var idle = await Rig.AloneAsync(Ring.Field(), m => Plain(m) with { GroupSize = 10, Terms = [Ring.Angular(0, 0.5)] });
            var single = await Rig.AloneAsync(Ring.Field(), m => Plain(m) with { Terms = [Ring.Angular(30, 0.5, particles: 1)] });
            Bits.Equal(plain.States, idle.States);
            Bits.Equal(plain.States, single.States);
            var (modes, inMode) = Ring.Count(plain.States, 10);
            Assert.Equal(ModeCounts.Expected(ModeCounts.Equal(10), 10), modes, 4 * 0.996 / Math.Sqrt(200));
            Assert.Equal(0.985, inMode, 0.01);
        }
    }

    [Theory]
    [Trait("Acceptance", "P3")]
    [InlineData(0.3, 8.81, 0.988)]
    [InlineData(3, 9.98, 0.992)]
    [InlineData(30, 9.99, 0.786)]
    [InlineData(100, 9.97, 0.020)]
    public async Task Angular_repulsion_on_the_flow_finds_all_modes_and_in_excess_leaves_them(double weight, double modes, double inMode)
    {
        var result = await Ring.SampleAsync(new Euler(), 300, [Ring.Angular(weight, 0.5)]);
        Assert.Equal(modes, result.Modes, 0.18);
        Assert.Equal(inMode, result.InMode, 0.02);
        if (weight == 3)
        {
            Assert.True(result is { Modes: >= 9.9, InMode: >= 0.98 }, result.ToString());
        }
    }

    [Theory]
    [Trait("Acceptance", "P3")]
    [InlineData(1, 7.84, 0.987)]
    [InlineData(10, 9.62, 0.982)]
    public async Task Angular_repulsion_in_the_stochastic_equation_finds_modes_more_slowly(double weight, double modes, double inMode)
    {
        var result = await Ring.SampleAsync(new EulerMaruyama(), 300, [Ring.Angular(weight, 0.2)]);
        Assert.Equal(modes, result.Modes, 0.15);
        Assert.Equal(inMode, result.InMode, 0.02);
    }

    [Fact]
    [Trait("Acceptance", "P3")]
    public async Task Four_particles_find_four_modes()
    {
        var result = await Ring.SampleAsync(new Euler(), 300, [Ring.Angular(3, 0.5, particles: 4)], particles: 4);
        Assert.Equal(4, result.Modes, 0.03);
        Assert.Equal(3.439, ModeCounts.Expected(ModeCounts.Equal(10), 4), 1e-3);
    }

    [Fact]
    [Trait("Acceptance", "P4")]
    public async Task Euclidean_repulsion_needs_churn_and_stays_below_the_angular_kernel()
    {
        var constant = await Ring.SampleAsync(new EulerMaruyama(), 300, [Ring.Euclidean(10, 0.2, new NoiseInterval(0.1, 100))]);
        Assert.Equal(8.43, constant.Modes, 0.15);
        Assert.Equal(0.957, constant.InMode, 0.02);
        var median = await Ring.SampleAsync(new EulerMaruyama(), 300, [Ring.Euclidean(3, null)]);
        Assert.Equal(7.78, median.Modes, 0.15);
        Assert.Equal(0.90, median.InMode, 0.02);
        var churned = await Ring.SampleAsync(new EulerMaruyama(6), 200, [Ring.Euclidean(30, 0.2, new NoiseInterval(0.05, 100))], steps: 200);
        Assert.Equal(9.00, churned.Modes, 0.2);
        Assert.Equal(0.979, churned.InMode, 0.02);
        Assert.InRange(churned.Modes, 8.8, 9.9);
    }

    [Fact]
    [Trait("Acceptance", "P14")]
    public async Task Stein_descent_spreads_less_than_angles_and_loses_the_modes_on_its_own()
    {
        static ParticleTerm Svgd(double weight) => new(new SvgdPotential(new Bandwidth())) { Rows = 10, Weight = weight };
        var stochastic = await Ring.SampleAsync(new EulerMaruyama(), 300, [Svgd(3)]);
        Assert.Equal(7.0, stochastic.Modes, 0.2);
        var flow = await Ring.SampleAsync(new Euler(), 300, [Svgd(3)]);
        Assert.Equal(8.2, flow.Modes, 0.2);
        Assert.InRange(stochastic.InMode, 0.993, 1);
        Assert.InRange(flow.InMode, 0.993, 1);
        Assert.True(flow.Modes < 9.9);

        // Without the model's own score: a second term takes it away.
        var noScore = new TestTerm((in lane) =>
        {
            for (var j = 0; j < 2; j++)
            {
                lane.Gradient[j] = (lane.X[j] - lane.Denoised[j]) / (lane.NoiseLevel * lane.NoiseLevel);
            }
        });
        var alone = await Ring.SampleAsync(new Euler(), 100, [Svgd(1), noScore]);
        Assert.InRange(alone.InMode, 0, 0.05);
    }

    [Theory]
    [Trait("Acceptance", "P11")]
    [InlineData(0.5, 1, 8.76, 7.01)]
    [InlineData(1, 2, 9.27, 6.51)]
    public async Task Restart_keeps_the_spread_only_where_the_term_acts_in_its_cycles(double tMax, int repeats, double both, double mainOnly)
    {
        const int groups = 200;
        var levels = Ring.Levels(50);
        var low = levels.Where(l => l > 0).MinBy(l => Math.Abs(l - 0.05));
        var at = Array.IndexOf(levels, low);
        var term = Ring.Angular(3, 0.5);
        EngineJob Job(EngineModel m, SolverPath path, double[]? from = null, bool guided = true) => new()
        {
            Model = m, Program = new Heun().Program(path), Rows = 10 * groups, GroupSize = 10, Seed = 5, Terms = guided ? [term] : [], Initial = from,
        };

        var restart = new RestartInterval(0.05, tMax, 10, repeats);
        var through = await Rig.AloneAsync(Ring.Field(), m => Job(m, SolverPath.Down(levels, restarts: [restart])));
        var guided = Ring.Count(through.States, 10);
        Assert.Equal(both, guided.Modes, 0.2);

        // The same by hand, with the term in the main pass alone.
        var states = (await Rig.AloneAsync(Ring.Field(), m => Job(m, SolverPath.Down(levels[..(at + 1)])))).States;
        for (var cycle = 0; cycle < repeats; cycle++)
        {
            var noise = new double[states.Length];
            Philox.FillNormal(new NoiseKey(99, (uint)cycle, NoisePurpose.Restart), noise);
            for (var i = 0; i < states.Length; i++)
            {
                states[i] += Math.Sqrt((tMax * tMax) - (low * low)) * noise[i];
            }

            var down = new RestartInterval(low, tMax, 10, 1).Grid();
            states = (await Rig.AloneAsync(Ring.Field(), m => Job(m, SolverPath.Down(down, fromPrior: false), states, guided: false))).States;
        }

        states = (await Rig.AloneAsync(Ring.Field(), m => Job(m, SolverPath.Down(levels[at..], fromPrior: false), states))).States;
        var main = Ring.Count(states, 10);
        Assert.Equal(mainOnly, main.Modes, 0.2);
        Assert.True(guided.Modes >= 8.5 && guided.Modes - main.Modes >= 1.5, $"{guided} {main}");
    }
}
