using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Particles;

[Trait("Category", "Slow")]
public sealed class PairLawTests
{
    private const double T = 10;

    // Coordinates are independent, so 64 of them are 64 pairs: 200 groups give 12,800 pairs of numbers. They are held to the variance that this very
    // scheme has, which is a recursion; the recursion to the law of the equation, without the error of drawing.
    [Theory]
    [Trait("Acceptance", "P6")]
    [InlineData(0, 0.9999, 0.9901)]
    [InlineData(0.05, 1.2435, 1.5708)]
    [InlineData(0.1, 1.6242, 2.4920)]
    public async Task A_fixed_potential_gives_the_closed_form_laws_of_the_equation_and_of_the_flow(double c, double stochastic, double flow)
    {
        const int dimension = 64;
        IField Field() => new GaussianMixtureField([1], [new double[dimension]], [1.0]);
        double[] levels = [.. new EdmNoiseSchedule(0.002, T).Levels(400)];
        async Task<(double D, double S)> Variances(Sampler sampler, int groups)
        {
            var term = new ParticleTerm(new LinearRepulsion(c)) { Rows = 2 };
            var result = await Rig.AloneAsync(Field(), m => new EngineJob
            {
                Model = m, Program = sampler.Program(levels), Rows = 2 * groups, GroupSize = 2, Seed = 3, Terms = [term],
            });
            var (d, s) = (0.0, 0.0);
            for (var i = 0; i < groups * dimension; i++)
            {
                var (a, b) = (result.States[(i / dimension * 2 * dimension) + (i % dimension)], result.States[(((i / dimension * 2) + 1) * dimension) + (i % dimension)]);
                d += (a - b) * (a - b) / 2;
                s += (a + b) * (a + b) / 2;
            }

            return (d / (groups * dimension), s / (groups * dimension));
        }

        var u = 1 + (T * T);
        var a = 2 * (1 - (2 * c));
        Assert.Equal(stochastic, (1 / (a - 1)) + (((T * T) - (u / (a - 1))) * Math.Pow(u, -a)), 6e-5);
        Assert.Equal(flow, T * T * Math.Pow(u, -(1 - (2 * c))), 6e-5);

        double Recursion(double push)
        {
            var variance = T * T;
            for (var k = 0; k + 1 < levels.Length; k++)
            {
                // d' = d + 2 t dt (S + G) with S = -d / (1 + t^2) and, for the difference, G = 2 c d / (1 + t^2).
                var (t, dt) = (levels[k], levels[k] - levels[k + 1]);
                var factor = 1 - (2 * t * dt * (1 - push) / (1 + (t * t)));
                variance = (factor * factor * variance) + (2 * t * dt);
            }

            return variance;
        }

        Assert.Equal(stochastic, Recursion(2 * c), 0.015 * stochastic);
        var sde = await Variances(new EulerMaruyama(), 200);
        Assert.Equal(Recursion(2 * c), sde.D, 4 * Math.Sqrt(2.0 / (200 * dimension)) * stochastic);
        Assert.Equal(Recursion(0), sde.S, 4 * Math.Sqrt(2.0 / (200 * dimension)));

        // The flow is linear, so one pair tells its law: the square of its stretch times the variance of the prior.
        var pair = await Rig.AloneAsync(new GaussianMixtureField([1], [[0.0]], [1.0]), m => new EngineJob
        {
            Model = m, Program = new Heun().Program(SolverPath.Down(levels, fromPrior: false)), Rows = 2, GroupSize = 2, Initial = [T, -T],
            Terms = [new ParticleTerm(new LinearRepulsion(c)) { Rows = 2 }],
        });
        Assert.Equal(flow, pair.States[0] * pair.States[0], 0.01 * flow);
        Assert.Equal(0, pair.States[0] + pair.States[1], 1e-12);
    }

    // Pairs that follow (1 - exp(-d^2)) p(x_1) p(x_2) exactly, by the equation and by the flow.
    [Theory]
    [Trait("Acceptance", "P7")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_exact_potential_of_a_pair_gives_the_prescribed_joint_law(bool stochastic)
    {
        const int groups = 5000;
        var term = new ParticleTerm(new MixturePairPotential(1, [1], [[0]], [1])) { Rows = 2 };
        double[] levels = [.. new EdmNoiseSchedule(0.002, 20).Levels(stochastic ? 300 : 40), 0];
        var result = await Rig.AloneAsync(new GaussianMixtureField([1], [[0.0]], [1.0]), m => new EngineJob
        {
            Model = m, Program = (stochastic ? (Sampler)new EulerMaruyama() : new Heun()).Program(levels), Rows = 2 * groups, GroupSize = 2, Seed = 3, Terms = [term],
        });
        var d = Enumerable.Range(0, groups).Select(i => result.States[2 * i] - result.States[(2 * i) + 1]).ToArray();
        Assert.Equal(3.2944, d.Average(x => x * x), 0.03 * 3.2944);
        Assert.Equal(0.0381, d.Count(x => Math.Abs(x) < 0.5) / (double)groups, 0.008);
        Assert.Equal(1.3236, result.States.Average(x => x * x), 0.04);
    }

    // The potential is the expectation of Phi_0 over clean pairs, here by quadrature of two posteriors of a mixture.
    [Fact]
    [Trait("Acceptance", "P7")]
    public void The_potential_of_a_mixture_is_the_expectation_over_its_posteriors()
    {
        const double h = 0.6, sigma = 0.8;
        double[] weights = [0.3, 0.7], s = [0.4, 0.2];
        double[][] means = [[-1], [0.8]];
        double Prior(double x0) => weights.Select((w, k) => w / s[k] * Math.Exp(-0.5 * Math.Pow((x0 - means[k][0]) / s[k], 2))).Sum();
        double Phi(double a, double b)
        {
            var (sum, mass) = (0.0, 0.0);
            var grid = Enumerable.Range(-300, 601).Select(i => i / 100.0).ToArray();
            var pa = grid.Select(x => Prior(x) * Math.Exp(-0.5 * Math.Pow((a - x) / sigma, 2))).ToArray();
            var pb = grid.Select(x => Prior(x) * Math.Exp(-0.5 * Math.Pow((b - x) / sigma, 2))).ToArray();
            for (var i = 0; i < grid.Length; i++)
            {
                for (var j = 0; j < grid.Length; j++)
                {
                    sum += pa[i] * pb[j] * (1 - Math.Exp(-(grid[i] - grid[j]) * (grid[i] - grid[j]) / h));
                    mass += pa[i] * pb[j];
                }
            }

            return sum / mass;
        }

        double[] x = [0.3, -0.4], force = [0, 0], one = [1];
        new MixturePairPotential(h, weights, means, s).AddForces(new ParticleGroup(1, sigma, x, x, one, force));
        const double e = 1e-4;
        Assert.Equal((Math.Log(Phi(x[0] + e, x[1])) - Math.Log(Phi(x[0] - e, x[1]))) / (2 * e), force[0], 1e-5);
        Assert.Equal((Math.Log(Phi(x[0], x[1] + e)) - Math.Log(Phi(x[0], x[1] - e))) / (2 * e), force[1], 1e-5);
    }
}
