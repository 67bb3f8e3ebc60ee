using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>What a regression asks of the network at x = a y + sigma z, given the clean target: the three are one, s = (a D - x)/sigma^2 and eps = -sigma s.</summary>
public enum RegressionTarget
{
    /// <summary>The clean point D.</summary>
    Denoiser,

    /// <summary>The score s = (a D - x) / sigma^2.</summary>
    Score,

    /// <summary>The noise eps = (x - a D) / sigma.</summary>
    Noise,
}

/// <summary>Turns a clean target into what a network of another parametrisation regresses on.</summary>
public static class RegressionTargets
{
    /// <summary>The target of the wanted kind.</summary>
    /// <param name="kind">What the network predicts.</param>
    /// <param name="clean">The clean target, a point or a posterior mean, <c>[b, dim]</c>.</param>
    /// <param name="x">The perturbed points, <c>[b, dim]</c>.</param>
    /// <param name="a">Signal scale, <c>[b]</c>.</param>
    /// <param name="sigma">Noise, <c>[b]</c>, above 0.</param>
    /// <returns>The target, <c>[b, dim]</c>.</returns>
    public static Tensor Of(RegressionTarget kind, Tensor clean, Tensor x, Tensor a, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        var (scale, s) = (a.unsqueeze(1), sigma.unsqueeze(1));
        var target = kind switch
        {
            RegressionTarget.Denoiser => clean.alias(),
            RegressionTarget.Score => ((scale * clean) - x) / (s * s),
            RegressionTarget.Noise => (x - (scale * clean)) / s,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a regression target"),
        };
        return target.MoveToOuterDisposeScope();
    }
}
