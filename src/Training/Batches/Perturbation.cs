using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.NoiseLevels;

namespace GenPhys.Training.Batches;

/// <summary>How training perturbs its sources: x = y + sigma z, where sigma and z are drawn together.</summary>
public abstract class Perturbation
{
    /// <summary>Draws levels and noise of a block of rows; the same rows of a block always get the same numbers.</summary>
    /// <param name="key">Address of the block, with the purpose of noise levels.</param>
    /// <param name="first">Index of the first row in the block.</param>
    /// <param name="levels">Receives sigma, <c>[rows]</c>, above 0.</param>
    /// <param name="noise">Receives z, <c>[rows, dim]</c>.</param>
    public abstract void Fill(in NoiseKey key, long first, Span<double> levels, Span<double> noise);
}

/// <summary>Levels of a law, and the process's kernel at each of them.</summary>
/// <param name="process">The process.</param>
/// <param name="law">The law of the levels.</param>
public sealed class KernelPerturbation(GenerativeProcess process, NoiseLevelLaw law) : Perturbation
{
    /// <summary>The process.</summary>
    public GenerativeProcess Process => process;

    /// <inheritdoc/>
    public override void Fill(in NoiseKey key, long first, Span<double> levels, Span<double> noise)
    {
        Philox.FillUniform(key, levels, first);
        foreach (ref var level in levels)
        {
            level = law.Quantile(level, process);
        }

        KernelNoise.Fill(process, key with { Purpose = NoisePurpose.TrainingNoise }, levels, first, noise);
    }
}
