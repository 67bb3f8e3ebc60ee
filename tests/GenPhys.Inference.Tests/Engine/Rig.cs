using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>An engine with closed-form models, for tests.</summary>
internal static class Rig
{
    public static GaussianMixtureField Gaussian(double s, params double[] mean) =>
        new([1], [mean.Length == 0 ? [0.0, 0.0] : mean], [s]);

    /// <summary>Eight Gaussians of standard deviation 0.2 on a circle of radius 3.</summary>
    public static GaussianMixtureField EightModes() => new(
        Enumerable.Repeat(1.0, 8).ToArray(),
        Enumerable.Range(0, 8).Select(k => (IReadOnlyList<double>)[3 * Math.Cos(k * Math.PI / 4), 3 * Math.Sin(k * Math.PI / 4)]).ToArray(),
        Enumerable.Repeat(0.2, 8).ToArray());

    public static double[] EdmLevels(int steps) => [.. new EdmNoiseSchedule().Levels(steps), 0];

    public static EngineJob Job(EngineModel model, int rows, int steps = 18, ulong seed = 7, Sampler? sampler = null) => new()
    {
        Model = model,
        Program = (sampler ?? new Heun()).Program(EdmLevels(steps)),
        Rows = rows,
        Seed = seed,
    };

    /// <summary>What the jobs of a model give when each runs alone on an engine of its own.</summary>
    public static async Task<EngineResult> AloneAsync(IField field, Func<EngineModel, EngineJob> job)
    {
        await using var engine = new InferenceEngine();
        return await engine.SubmitAsync(job(await engine.AddModelAsync("alone", field))).Within();
    }

    public static double StandardDeviation(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }
}
