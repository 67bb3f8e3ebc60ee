using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Particles;

/// <summary>Ten Gaussians of variance 0.005 on the unit circle, drawn ten at a time.</summary>
internal static class Ring
{
    public const int Modes = 10;
    public const double Variance = 0.005;

    public static GaussianMixtureField Field() => new(
        Enumerable.Repeat(1.0, Modes).ToArray(),
        Enumerable.Range(0, Modes).Select(k => (IReadOnlyList<double>)[Math.Cos(2 * Math.PI * k / Modes), Math.Sin(2 * Math.PI * k / Modes)]).ToArray(),
        Enumerable.Repeat(Math.Sqrt(Variance), Modes).ToArray());

    public static double[] Levels(int steps) => [.. new EdmNoiseSchedule(0.01, 10).Levels(steps), 0];

    public static ParticleTerm Angular(double weight, double h, int particles = 10) =>
        new(new AngularPotential(new Bandwidth(h), [0, 1], [0, 0])) { Rows = particles, Weight = weight };

    public static ParticleTerm Euclidean(double weight, double? h, NoiseInterval? interval = null, int particles = 10) =>
        new(new RbfPotential(new Bandwidth(h), [0, 1])) { Rows = particles, Weight = weight, Interval = interval ?? NoiseInterval.All };

    public static async Task<RingResult> SampleAsync(
        Sampler sampler, int groups, IReadOnlyList<GuidanceTerm> terms, int steps = 100, int particles = 10, ulong seed = 5)
    {
        var result = await Rig.AloneAsync(Field(), m => new EngineJob
        {
            Model = m, Program = sampler.Program(Levels(steps)), Rows = groups * particles, Seed = seed, GroupSize = particles, Terms = terms,
        });
        Assert.Empty(result.Failures);
        return Count(result.States, particles);
    }

    /// <summary>Distinct nearest modes per group, and the share of samples within 3 standard deviations of theirs.</summary>
    public static RingResult Count(double[] states, int particles)
    {
        var (distinct, inside) = (0, 0);
        var rows = states.Length / 2;
        for (var first = 0; first < rows; first += particles)
        {
            var seen = new HashSet<int>();
            for (var row = first; row < first + particles; row++)
            {
                var (x, y) = (states[2 * row], states[(2 * row) + 1]);
                var mode = (int)Math.Round(Math.Atan2(y, x) * Modes / (2 * Math.PI));
                var angle = 2 * Math.PI * mode / Modes;
                seen.Add((mode + Modes) % Modes);
                inside += Math.Pow(x - Math.Cos(angle), 2) + Math.Pow(y - Math.Sin(angle), 2) < 9 * Variance ? 1 : 0;
            }

            distinct += seen.Count;
        }

        return new RingResult(distinct / (rows / (double)particles), inside / (double)rows);
    }
}

/// <summary>What groups on the ring look like.</summary>
/// <param name="Modes">Mean number of modes in a group.</param>
/// <param name="InMode">Share of samples in a mode.</param>
internal sealed record RingResult(double Modes, double InMode);
