namespace GenPhys.Training.Evaluation.Flow;

/// <summary>Squared Frobenius norms of Jacobians: how complicated a network has to be (Xu et al. 2024, "DisCo-Diff", appendix).</summary>
public static class FlowJacobian
{
    /// <summary>|dD/dx|^2 and |ds/dx|^2 of each row, where the score s = (D - x)/t^2, so that dD/dx = I + t^2 ds/dx.</summary>
    /// <param name="probe">The field.</param>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="t">Noise level, above 0.</param>
    /// <param name="codes">Codes of the rows; none where null.</param>
    /// <returns>Both, <c>[rows]</c>.</returns>
    public static (double[] Denoiser, double[] Score) SquaredNorms(FlowProbe probe, double[] x, double t, int[]? codes)
    {
        ArgumentNullException.ThrowIfNull(probe);
        var d = probe.Dimension;
        var jacobians = probe.Jacobians(x, t, codes);
        var (denoiser, score) = (new double[x.Length / d], new double[x.Length / d]);
        for (var i = 0; i < jacobians.Length; i++)
        {
            var (row, place) = (i / (d * d), i % (d * d));
            var s = (jacobians[i] - (place / d == place % d ? 1 : 0)) / (t * t);
            denoiser[row] += jacobians[i] * jacobians[i];
            score[row] += s * s;
        }

        return (denoiser, score);
    }
}
