using GenPhys.Inference.Engine;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;

namespace GenPhys.Training.Batches;

/// <summary>Draws z of x = y + sigma z, whose law is the process's own kernel: normal for diffusions, Student's for PFGM++ (Xu et al. 2023, algorithm 12).</summary>
internal static class KernelNoise
{
    /// <summary>Fills rows of noise.</summary>
    /// <param name="process">The process.</param>
    /// <param name="key">Address of the whole block; a law that is not normal gives each row a stream of its own.</param>
    /// <param name="levels">Noise level of each row.</param>
    /// <param name="first">Index of the first row in the block.</param>
    /// <param name="noise">Receives z, <c>[rows, dim]</c>.</param>
    public static void Fill(GenerativeProcess process, in NoiseKey key, ReadOnlySpan<double> levels, long first, Span<double> noise)
    {
        var dimension = noise.Length / levels.Length;
        if (ReferenceEquals(process.Noise(levels[0]).Law, NoiseLaw.Gaussian))
        {
            Philox.FillNormal(key, noise, first * dimension);
            return;
        }

        for (var i = 0; i < levels.Length; i++)
        {
            var (law, scale) = process.Noise(levels[i]);
            var z = noise.Slice(i * dimension, dimension);
            law.Draw(key with { Row = (uint)(first + i) }, z);
            foreach (ref var value in z)
            {
                value *= scale / levels[i];
            }
        }
    }
}
