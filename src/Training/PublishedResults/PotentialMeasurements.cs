using GenPhys.Contracts;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Potentials;
using static TorchSharp.torch;

namespace GenPhys.Training.PublishedResults;

/// <summary>What is measured of trained potentials of pairs, by their reproductions and by the suite on the models that ship.</summary>
public static class PotentialMeasurements
{
    /// <summary>
    /// Root mean square error of the trained Phi_t of <c>normal-pairs</c> against its closed form, 1 - (1 + 2v)^(-1/2) exp(-m^2 / (1 + 2v)) with m and v of the
    /// posterior of the difference (Corso et al. 2024, A.47), over noisy pairs of the level.
    /// </summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <param name="t">Noise level, above 0.</param>
    /// <returns>The error.</returns>
    public static double NormalPairsError(string folder, double t)
    {
        const int count = 401;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = PairPotentialModule.Load(folder);

        // Differences at the quantiles of their law N(0, 2 (1 + t^2)).
        var spread = Math.Sqrt(2 * (1 + (t * t)));
        double[] differences = [.. Enumerable.Range(0, count).Select(i => spread * NormalQuantile.Of((i + 0.5) / count))];
        var sets = tensor(differences.SelectMany(d => new[] { d / 2, -d / 2 }).ToArray(), [count, 2, 1], dtype: ScalarType.Float32);
        var found = module.call(sets, full([count], t, dtype: ScalarType.Float32)).exp().to(ScalarType.Float64).data<double>().ToArray();
        var v = 2 * t * t / (1 + (t * t));
        return Math.Sqrt(differences.Zip(found, (d, phi) =>
        {
            var m = d / (1 + (t * t));
            return Math.Pow(phi - (1 - (Math.Exp(-m * m / (1 + (2 * v))) / Math.Sqrt(1 + (2 * v)))), 2);
        }).Average());
    }

    /// <summary>Draws pairs with the learned potential.</summary>
    /// <param name="models">The repository.</param>
    /// <param name="model">The model, whose samples are numbers.</param>
    /// <param name="pairs">Pairs.</param>
    /// <param name="sampler">The sampler.</param>
    /// <param name="weight">Weight of the potential; 0 for independent samples.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The pairs.</returns>
    public static async Task<(double First, double Second)[]> PairsAsync(
        string models, string model, int pairs, SamplerSpec sampler, double weight = 1, CancellationToken ct = default)
    {
        var service = await LocalService.OpenAsync(models, model, ct).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var result = await service.SampleAsync(
                new SampleRequest
                {
                    Count = 2 * pairs,
                    Seed = 7,
                    Sampler = sampler,
                    Guidance = [new ParticleGuidance { Potential = ParticlePotential.Learned, GroupSize = 2, Weight = weight }],
                },
                ct: ct).ConfigureAwait(false);
            return [.. Enumerable.Range(0, pairs).Select(i => ((double)result.Samples[2 * i], (double)result.Samples[(2 * i) + 1]))];
        }
    }

    /// <summary>Share of samples at the common mode of <c>two-modes-pairs</c>, and of pairs whose samples differ.</summary>
    /// <param name="pairs">The pairs.</param>
    public static (double Share, double Differ) Modes(IReadOnlyCollection<(double First, double Second)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return (
            pairs.Average(p => ((p.First < 0 ? 1 : 0) + (p.Second < 0 ? 1 : 0)) / 2.0),
            pairs.Average(p => p.First < 0 != p.Second < 0 ? 1.0 : 0));
    }
}
