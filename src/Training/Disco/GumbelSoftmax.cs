using GenPhys.Inference.Random;
using static TorchSharp.torch;

namespace GenPhys.Training.Disco;

/// <summary>
/// The Gumbel-Softmax relaxation of a draw from Cat(softmax l) (Jang, Gu, Poole 2017; Maddison, Mnih, Teh 2017): with g_j = -ln(-ln u_j),
/// z = softmax((l + g)/tau). Its largest entry is an exact draw at any tau; a small tau makes z one-hot, a large one uniform.
/// </summary>
public static class GumbelSoftmax
{
    private const double LeastUniform = 1e-20;
    private const double GreatestUniform = 1 - 1e-7;

    /// <summary>Draws Gumbel noise; the same key always gives the same numbers.</summary>
    /// <param name="key">Address of the stretch.</param>
    /// <param name="noise">Receives g, finite.</param>
    /// <param name="offset">Index of the first element in the stretch.</param>
    public static void FillNoise(in NoiseKey key, Span<double> noise, long offset = 0)
    {
        Philox.FillUniform(key, noise, offset);
        foreach (ref var value in noise)
        {
            value = -Math.Log(-Math.Log(Math.Clamp(value, LeastUniform, GreatestUniform)));
        }
    }

    /// <summary>The relaxed draw, differentiable in the logits.</summary>
    /// <param name="logits">l, <c>[rows, k]</c>.</param>
    /// <param name="noise">g, of the same shape.</param>
    /// <param name="temperature">tau, above 0.</param>
    /// <param name="straightThrough">Whether the result is one-hot, with the gradient of the relaxation (Jang, Gu, Poole 2017, section 2.2).</param>
    /// <returns>z, <c>[rows, k]</c>; rows sum to 1.</returns>
    public static Tensor Relax(Tensor logits, Tensor noise, double temperature, bool straightThrough = false)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();

        // softmax takes the largest away before the exponential, which a temperature of 0.01 needs.
        var soft = ((logits + noise) / temperature).softmax(1);
        if (!straightThrough)
        {
            return soft.MoveToOuterDisposeScope();
        }

        var hard = nn.functional.one_hot(soft.detach().argmax(1), soft.shape[1]).to(soft.dtype);
        return (hard + soft - soft.detach()).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient dL/dl = z (delta - z . delta)/tau of one row, where delta = dL/dz.</summary>
    /// <param name="relaxed">z, <c>[k]</c>.</param>
    /// <param name="delta">dL/dz, <c>[k]</c>.</param>
    /// <param name="temperature">tau, above 0.</param>
    /// <param name="gradient">Receives dL/dl, <c>[k]</c>.</param>
    public static void Backward(ReadOnlySpan<double> relaxed, ReadOnlySpan<double> delta, double temperature, Span<double> gradient)
    {
        var mean = 0.0;
        for (var j = 0; j < relaxed.Length; j++)
        {
            mean += relaxed[j] * delta[j];
        }

        for (var j = 0; j < relaxed.Length; j++)
        {
            gradient[j] = relaxed[j] * (delta[j] - mean) / temperature;
        }
    }

    /// <summary>An exact draw: the index of the largest of l + g.</summary>
    /// <param name="logits">l, <c>[k]</c>.</param>
    /// <param name="noise">g, <c>[k]</c>.</param>
    /// <returns>The code, from 0.</returns>
    public static int Draw(ReadOnlySpan<double> logits, ReadOnlySpan<double> noise)
    {
        var best = 0;
        for (var j = 1; j < logits.Length; j++)
        {
            best = logits[j] + noise[j] > logits[best] + noise[best] ? j : best;
        }

        return best;
    }
}
