using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Measuring;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Cli.Comparison;

/// <summary>One number of the comparison.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Sampler">Name of the sampler.</param>
/// <param name="Evaluations">Evaluations of the field per sample.</param>
/// <param name="Error">Wasserstein-1 distance to the exact law, the floor of the sample size not taken off.</param>
internal sealed record ComparedResult(string Problem, string Sampler, long Evaluations, double Error);

/// <summary>Wasserstein-1 error against evaluations on exact fields, where the solver is the only source of error.</summary>
internal static class SamplerComparison
{
    public const string Plateau = "wrong prior, N(0, 10^2)";
    private const double Radius = 3;
    private const double Width = 0.2;
    private const int Modes = 8;

    /// <summary>Two modes on the line from a prior too narrow for them: laws as quantiles, no random number.</summary>
    public static IEnumerable<ComparedResult> OnPlateau()
    {
        const double top = 10;
        var mixture = LineMixture.Plateau;
        var law = new QuantileLaw(mixture.Field());
        foreach (var compared in ComparedSampler.All)
        {
            var path = SolverPath.Down([.. new EdmNoiseSchedule(0.002, top).Levels(compared.Steps), 0], restarts: compared.Restarts);
            var error = law.Wasserstein(law.Run(compared.Sampler, path), p => mixture.Quantile(p));
            yield return new(Plateau, compared.Name, compared.Sampler.Program(path).MaximumLanes.Value, error);
        }
    }

    /// <summary>Eight Gaussians on a circle, from noise level 80.</summary>
    public static IAsyncEnumerable<ComparedResult> OnMixtureAsync(int rows)
    {
        var field = new GaussianMixtureField(
            Enumerable.Repeat(1.0, Modes).ToArray(), Centres(), Enumerable.Repeat(Width, Modes).ToArray());
        return InThePlaneAsync("eight modes", field, new EdmProcess(), rows, (row, point) =>
        {
            Philox.FillNormal(new NoiseKey(91, (uint)row, NoisePurpose.Data), point);
            var centre = Centres()[row % Modes];
            (point[0], point[1]) = (centre[0] + (Width * point[0]), centre[1] + (Width * point[1]));
        });
    }

    /// <summary>Eight charges of unequal mass on a circle under PFGM++.</summary>
    public static IAsyncEnumerable<ComparedResult> OnChargesAsync(double augmentedDimension, int rows)
    {
        double[] masses = [.. Enumerable.Range(1, Modes).Select(k => k / 36.0)];
        var process = new PfgmppProcess(augmentedDimension);
        return InThePlaneAsync($"eight charges, D = {augmentedDimension}", new EmpiricalField(Centres(), process, masses), process, rows, (row, point) =>
        {
            var (share, k) = ((row + 0.5) / rows, 0);
            while (share > masses[k] && k < Modes - 1)
            {
                share -= masses[k++];
            }

            Centres()[k].CopyTo(point, 0);
        });
    }

    private static async IAsyncEnumerable<ComparedResult> InThePlaneAsync(
        string problem, IField field, GenerativeProcess process, int rows, Action<int, double[]> draw)
    {
        var exact = new double[2 * rows];
        var point = new double[2];
        for (var row = 0; row < rows; row++)
        {
            draw(row, point);
            point.CopyTo(exact, 2 * row);
        }

        var engine = new InferenceEngine();
        await using (engine.ConfigureAwait(false))
        {
            var model = await engine.AddModelAsync("compared", field).ConfigureAwait(false);
            foreach (var compared in ComparedSampler.All.Where(c => process.HasReverseSde || !c.Sampler.IsStochastic))
            {
                var path = SolverPath.Down([.. new EdmNoiseSchedule(process.SigmaMin, process.SigmaMax).Levels(compared.Steps), 0], process, restarts: compared.Restarts);
                var program = compared.Sampler.Program(path);
                var result = await engine.SubmitAsync(new EngineJob { Model = model, Rows = rows, Seed = 17, Program = program }).ConfigureAwait(false);
                yield return new(problem, compared.Name, program.MaximumLanes.Value, SlicedWasserstein.Of(result.States, exact));
            }
        }
    }

    private static double[][] Centres() =>
        [.. Enumerable.Range(0, Modes).Select(k => new[] { Radius * Math.Cos(k * Math.PI / 4), Radius * Math.Sin(k * Math.PI / 4) })];
}
