using GenPhys.Inference.Processes;
using static TorchSharp.torch;

namespace GenPhys.Training.Batches;

/// <summary>
/// What a denoiser regresses on at x = y + sigma z when the source alone is known: y, or y + (1 - c) sigma z where the flow of one datum is
/// dx/dln sigma = c (x - y) (Liu et al. 2023, GenPhys: a network that regresses on the flow of one datum per sample learns that of the mixture).
/// </summary>
internal static class SourceTarget
{
    /// <summary>The targets of a batch.</summary>
    /// <param name="batch">Perturbed sources.</param>
    /// <returns><c>[b, dim]</c>; the sources themselves for most processes.</returns>
    public static Tensor Of(PerturbedBatch batch)
    {
        if (batch.Process is not { HasUnitDisplacement: false } process)
        {
            return batch.Sources;
        }

        using var scope = NewDisposeScope();
        var z = batch.Noise.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var levels = batch.Sigma.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var d = (int)batch.Noise.shape[1];
        for (var i = 0; i < levels.Length; i++)
        {
            Shift(process, z.AsSpan(i * d, d), levels[i]);
        }

        return (batch.Sources + tensor(z, batch.Noise.shape, dtype: batch.Noise.dtype, device: batch.Noise.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns the noise of one row into what its target lies beside the source, (1 - c) sigma z.</summary>
    /// <param name="process">The process.</param>
    /// <param name="noise">z in, the shift out, <c>[dim]</c>.</param>
    /// <param name="sigma">Noise level, above 0.</param>
    public static void Shift(GenerativeProcess process, Span<double> noise, double sigma)
    {
        var d2 = 0.0;
        foreach (var z in noise)
        {
            d2 += sigma * z * (sigma * z);
        }

        var factor = process.HasUnitDisplacement ? 0 : (1 - process.DisplacementFactor(d2, sigma, noise.Length)) * sigma;
        foreach (ref var z in noise)
        {
            z *= factor;
        }
    }
}
