namespace GenPhys.Training.Evaluation.Flow;

/// <summary>
/// How sharply the probability flow bends: kappa = |dT/dt| / |x'| with T = v/|v| (Xu et al. 2024, "DisCo-Diff", appendix). It is heavy-tailed where v is near 0, so that medians and means
/// of clipped values tell more than means.
/// </summary>
public static class FlowCurvature
{
    /// <summary>kappa = |a - T (T . a)| / |v|^2 with the acceleration a = dv/dt + J_v v, where J_v = (I - J_D)/t and dv/dt is a central difference of relative step 1e-4.</summary>
    /// <param name="probe">The field.</param>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="t">Noise level, above 0.</param>
    /// <param name="codes">Codes of the rows; none where null.</param>
    /// <returns>kappa, <c>[rows]</c>.</returns>
    public static double[] Exact(FlowProbe probe, double[] x, double t, int[]? codes)
    {
        ArgumentNullException.ThrowIfNull(probe);
        var d = probe.Dimension;
        var h = 1e-4 * t;
        var v = probe.Velocity(x, t, codes);
        var (later, earlier) = (probe.Velocity(x, t + h, codes), probe.Velocity(x, t - h, codes));
        var jacobians = probe.Jacobians(x, t, codes);
        var curvature = new double[x.Length / d];
        var a = new double[d];
        for (var row = 0; row < curvature.Length; row++)
        {
            var own = v.AsSpan(row * d, d);
            for (var i = 0; i < d; i++)
            {
                a[i] = (later[(row * d) + i] - earlier[(row * d) + i]) / (2 * h);
                for (var j = 0; j < d; j++)
                {
                    a[i] += ((i == j ? 1 : 0) - jacobians[(((row * d) + i) * d) + j]) / t * own[j];
                }
            }

            curvature[row] = Across(a, own) / Dot(own, own);
        }

        return curvature;
    }

    /// <summary>The printed estimate |T(t) - T(t - dt)| / |x(t) - x(t - dt)|, where x(t - dt) = x - v dt is an Euler step.</summary>
    /// <param name="probe">The field.</param>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="t">Noise level, above <paramref name="step"/>.</param>
    /// <param name="codes">Codes of the rows; none where null.</param>
    /// <param name="step">dt, above 0 and at most a tenth of t; default 0.001.</param>
    /// <returns>kappa, <c>[rows]</c>.</returns>
    public static double[] Differences(FlowProbe probe, double[] x, double t, int[]? codes, double step = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, 0.1 * t);
        var d = probe.Dimension;
        var v = probe.Velocity(x, t, codes);
        double[] back = [.. x.Zip(v, (at, velocity) => at - (velocity * step))];
        var w = probe.Velocity(back, t - step, codes);
        var curvature = new double[x.Length / d];
        for (var row = 0; row < curvature.Length; row++)
        {
            var p = v.AsSpan(row * d, d);
            var q = w.AsSpan(row * d, d);
            var (lengthP, lengthQ) = (Math.Sqrt(Dot(p, p)), Math.Sqrt(Dot(q, q)));
            var turned = 0.0;
            for (var i = 0; i < d; i++)
            {
                var difference = (p[i] / lengthP) - (q[i] / lengthQ);
                turned += difference * difference;
            }

            curvature[row] = Math.Sqrt(turned) / (lengthP * step);
        }

        return curvature;
    }

    private static double Across(double[] a, ReadOnlySpan<double> v)
    {
        var (along, squares) = (Dot(a, v) / Dot(v, v), 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            var rest = a[i] - (along * v[i]);
            squares += rest * rest;
        }

        return Math.Sqrt(squares);
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
