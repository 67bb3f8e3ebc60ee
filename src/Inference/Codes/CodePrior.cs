using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Codes;

/// <summary>
/// The law of latent codes that is fitted once the encoder is trained, prod_i p(z_i | z_1 ... z_(i-1)) (Xu et al. 2024, "DisCo-Diff", section 3.1). All arithmetic is float64
/// on the host by correctly rounded operations, and a row's codes depend on the row alone.
/// </summary>
public abstract class CodePrior
{
    // e^-700 is still a number, and far below the grid of the uniform numbers.
    private const double LeastLogit = -700;

    /// <summary>Size of the codebook of each slot, <c>[slots]</c>.</summary>
    public abstract IReadOnlyList<int> Sizes { get; }

    /// <summary>log p(z_i | z_1 ... z_(i-1)) + constant, with i the slot after the given codes.</summary>
    /// <param name="given">Codes of the slots before, each from 0.</param>
    /// <param name="logits">Receives one number per code, <c>[sizes[given.Length]]</c>.</param>
    public abstract void Logits(ReadOnlySpan<int> given, Span<double> logits);

    /// <summary>Draws the codes that are not given, slot by slot, by inversion of a uniform number of the purpose <see cref="NoisePurpose.Code"/>.</summary>
    /// <param name="row">The row, on which alone the draw depends.</param>
    /// <param name="given">Number of codes that stay, from the first slot on.</param>
    /// <param name="temperature">Temperature: logits are divided by it; above 0.</param>
    /// <param name="codes">The given codes, then room for the others, <c>[slots]</c>.</param>
    public void Draw(RowIdentity row, int given, double temperature, Span<int> codes)
    {
        Span<double> uniform = stackalloc double[1];
        for (var slot = given; slot < Sizes.Count; slot++)
        {
            // A slot's number does not depend on how many are given: a fixed prefix leaves the draw of the others theirs.
            Philox.FillUniform(row.Key(NoisePurpose.Code, (uint)slot, 0), uniform);
            var weights = new double[Sizes[slot]];
            Logits(codes[..slot], weights);
            codes[slot] = Invert(weights, temperature, uniform[0]);
        }
    }

    /// <summary>log p(z) in nats.</summary>
    /// <param name="codes">The codes, <c>[slots]</c>.</param>
    /// <returns>The log-probability.</returns>
    public double LogProbability(ReadOnlySpan<int> codes)
    {
        var sum = 0.0;
        for (var slot = 0; slot < Sizes.Count; slot++)
        {
            var logits = new double[Sizes[slot]];
            Logits(codes[..slot], logits);
            var largest = logits.Max();
            sum += logits[codes[slot]] - largest - Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
        }

        return sum;
    }

    // The exponential of one's own, because that of the C library differs between processors.
    private static int Invert(double[] weights, double temperature, double uniform)
    {
        var largest = weights.Max();
        var total = 0.0;
        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] = PortableExp.Of(Math.Max((weights[k] - largest) / temperature, LeastLogit));
            total += weights[k];
        }

        var left = uniform * total;
        for (var k = 0; k < weights.Length - 1; k++)
        {
            left -= weights[k];
            if (left < 0)
            {
                return k;
            }
        }

        return weights.Length - 1;
    }
}
