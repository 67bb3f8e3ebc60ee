using GenPhys.Training.Objectives;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Objectives;

/// <summary>Calls the production target for one perturbed point, in float64.</summary>
internal static class Targets
{
    /// <summary>The score target v of a point x for a reference batch.</summary>
    /// <param name="x">The point.</param>
    /// <param name="references">The batch, row by row; row 0 is where the logits are taken from.</param>
    /// <param name="a">Signal scale.</param>
    /// <param name="sigma">Noise.</param>
    public static double[] Score(double[] x, double[] references, double a, double sigma)
    {
        using var scope = NewDisposeScope();
        var d = x.Length;
        var z = new double[d];
        for (var i = 0; i < d; i++)
        {
            z[i] = (x[i] - (a * references[i])) / sigma;
        }

        var scale = tensor(new[] { a });
        var noise = tensor(new[] { sigma });
        var mean = StableTargetField.PosteriorMean(
            tensor(references, [references.Length / d, d]), tensor(z, [1, d]), scale, noise);
        return RegressionTargets.Of(RegressionTarget.Score, mean, tensor(x, [1, d]), scale, noise).data<double>().ToArray();
    }
}
