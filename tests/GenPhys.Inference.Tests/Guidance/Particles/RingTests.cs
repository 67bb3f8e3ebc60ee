using GenPhys.Inference.Guidance;
using GenPhys.Inference.Sampling.Samplers;
using Xunit.Abstractions;

namespace GenPhys.Inference.Tests.Guidance.Particles;

public sealed class RingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Explore()
    {
        foreach (var alpha in new[] { 0, 0.3, 1, 3, 10, 30, 100 })
        {
            var euler = await Ring.SampleAsync(new Euler(), 300, [Ring.Angular(alpha, 0.5)]);
            var heun = await Ring.SampleAsync(new Heun(), 300, [Ring.Angular(alpha, 0.5)]);
            var sde = await Ring.SampleAsync(new EulerMaruyama(), 300, [Ring.Angular(alpha, 0.2)]);
            output.WriteLine($"{alpha} euler {euler} heun {heun} sde {sde}");
        }

        output.WriteLine($"4 particles {await Ring.SampleAsync(new Euler(), 300, [Ring.Angular(3, 0.5, 4)], particles: 4)}");
        output.WriteLine($"P4a {await Ring.SampleAsync(new EulerMaruyama(), 300, [Ring.Euclidean(10, 0.2, new NoiseInterval(0.1, 100))])}");
        output.WriteLine($"P4b {await Ring.SampleAsync(new EulerMaruyama(6), 300, [Ring.Euclidean(30, 0.2, new NoiseInterval(0.05, 100))], steps: 200)}");
        output.WriteLine($"P4c {await Ring.SampleAsync(new EulerMaruyama(), 300, [Ring.Euclidean(3, null)])}");
        var svgd = () => new GenPhys.Inference.Guidance.Particles.ParticleTerm(
            new GenPhys.Inference.Guidance.Particles.SvgdPotential(new GenPhys.Inference.Guidance.Particles.Bandwidth())) { Rows = 10, Weight = 3 };
        output.WriteLine($"svgd sde {await Ring.SampleAsync(new EulerMaruyama(), 300, [svgd()])} euler {await Ring.SampleAsync(new Euler(), 300, [svgd()])} heun {await Ring.SampleAsync(new Heun(), 300, [svgd()])}");
    }
}
