using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Particles;

public sealed class InvarianceTests
{
    // Data and potential know only radii, so turning where one sample starts turns where it ends and moves no other.
    [Theory]
    [Trait("Acceptance", "P13")]
    [InlineData(0.6, 0.8, -0.8, 0.6)]
    [InlineData(0, 1, 1, 0)]
    [InlineData(-1, 0, 0, 1)]
    public async Task Turning_one_start_turns_its_end_alone(double a, double b, double c, double d)
    {
        double[] start = [30, -20, -11, 4, 7, 8, 50, 3];
        async Task<double[]> End(double[] from) => (await Rig.AloneAsync(Rig.Gaussian(1), m => new EngineJob
        {
            Model = m, Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(20), fromPrior: false)), Rows = 4, GroupSize = 4, Initial = from,
            Terms = [new ParticleTerm(new FeaturePotential(new Bandwidth(0.5), new RadiusFeatureMap([0, 0]))) { Rows = 4, Weight = 0.4 }],
        })).States;
        var plain = await End(start);
        double[] turned = [.. start];
        (turned[2], turned[3]) = ((a * start[2]) + (b * start[3]), (c * start[2]) + (d * start[3]));
        var end = await End(turned);
        double[] expected = [.. plain];
        (expected[2], expected[3]) = ((a * plain[2]) + (b * plain[3]), (c * plain[2]) + (d * plain[3]));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(expected[i], end[i], 1e-10);
        }

        var unguided = (await Rig.AloneAsync(Rig.Gaussian(1), m => new EngineJob
        {
            Model = m, Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(20), fromPrior: false)), Rows = 4, Initial = start,
        })).States;
        Assert.True(Math.Abs(unguided[2] - plain[2]) > 1e-3);
    }

    [Fact]
    [Trait("Acceptance", "P13")]
    public void Exchanging_equivalent_torsions_of_one_sample_leaves_the_others_forces()
    {
        double[] x = [0.3, 1.9, -2.2, 2.9, -0.4, 1.1], one = [1, 1, 1];
        var potential = new TorsionPotential(new Bandwidth(), [0, 1, 2], [[1, 0, 2]], PermutationRule.Nearest);
        double[] Force(double[] at)
        {
            var force = new double[6];
            potential.AddForces(new ParticleGroup(3, 1, at, at, one, force));
            return force;
        }

        var (plain, exchanged) = (Force(x), Force([x[1], x[0], x[2], .. x[3..]]));
        Assert.Equal([plain[1], plain[0], plain[2], .. plain[3..]], exchanged);
    }
}
