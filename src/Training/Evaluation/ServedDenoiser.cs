using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Training.Evaluation;

/// <summary>The denoiser D(x; level) at given points: what one Euler step from the level to 0 ends in.</summary>
public static class ServedDenoiser
{
    private const double SmallStep = 1e-6;

    /// <summary>Evaluates it.</summary>
    /// <param name="service">The model.</param>
    /// <param name="points">The points x, <c>[rows][dim]</c>.</param>
    /// <param name="level">The noise level.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>D, <c>[rows][dim]</c>, in data units; NaN in a row that failed.</returns>
    /// <exception cref="TrainingException">The model's own units are not those of its data.</exception>
    public static async Task<double[][]> AtAsync(LocalService service, IReadOnlyList<double[]> points, double level, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(points);
        var scale = LatentScale(service.Model.Process!);
        List<double[]> latents = [.. points.Select(point => point.Select(x => scale * x).ToArray())];
        await CheckUnitsAsync(service, points[^1], latents[^1], level, ct).ConfigureAwait(false);
        var decoded = await service.DecodeAsync(new DecodeRequest { Latents = latents, Sampler = Step(level, denoiseFinal: true) }, ct).ConfigureAwait(false);
        return [.. decoded.Points.Select((row, i) => row is null ? points[i].Select(_ => double.NaN).ToArray() : Array.ConvertAll(row, x => (double)x))];
    }

    // A step of next to nothing gives the point back, unless the artifact holds a normalisation of its data.
    private static async Task CheckUnitsAsync(LocalService service, double[] point, double[] latent, double level, CancellationToken ct)
    {
        var back = await service.DecodeAsync(new DecodeRequest { Latents = [latent], Sampler = Step(level, denoiseFinal: false) }, ct).ConfigureAwait(false);
        if (back.Points[0] is { } row && row.Zip(point).Any(x => Math.Abs(x.First - x.Second) > 1e-3 * (1 + Math.Abs(x.Second))))
        {
            throw new TrainingException($"{service.Model.Name} normalises its data; its denoiser can be asked for only where its units are those of the data");
        }
    }

    private static EulerSampler Step(double level, bool denoiseFinal) => new()
    {
        Schedule = new CustomSchedule { Sigmas = denoiseFinal ? [level] : [level, level * (1 - SmallStep)] },
        DenoiseFinal = denoiseFinal,
    };

    // Variance-preserving processes tell latents with the signal scaled down: alpha = 1 / sqrt(1 + sigma^2) at the prior (Song et al. 2021).
    private static double LatentScale(ProcessInfo process) =>
        process.Kind is "vp" or "ddpm" ? 1 / Math.Sqrt(1 + (process.SigmaMax!.Value * process.SigmaMax.Value)) : 1;
}
