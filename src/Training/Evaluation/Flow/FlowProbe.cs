using GenPhys.Inference.Fields;

namespace GenPhys.Training.Evaluation.Flow;

/// <summary>
/// Reads a field at many points, with a code for each where it has codes: the denoiser D, the velocity v = dx/dt = (x - D)/t of the probability flow with sigma = t (Karras et al.
/// 2022, eq. 1), and the Jacobian of D. Belongs to the field's thread.
/// </summary>
public sealed class FlowProbe
{
    private const int LanesPerCall = 2048;

    private readonly IField _field;
    private readonly LaneBatch _lanes;

    /// <summary>Wraps a field, which stays the caller's.</summary>
    /// <param name="field">The field.</param>
    public FlowProbe(IField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        _field = field;
        _lanes = new LaneBatch(field.Dimension, field.CodeSizes.Count);
    }

    /// <summary>Coordinates of a state.</summary>
    public int Dimension => _field.Dimension;

    /// <summary>D(x; t).</summary>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="t">Noise level, above 0.</param>
    /// <param name="codes">
    /// Codes, <c>[rows, slots]</c>; of a field that has classes in their place, <c>[rows]</c>. Without any where null.
    /// </param>
    /// <returns><c>[rows, dim]</c>.</returns>
    public double[] Denoised(double[] x, double t, int[]? codes)
    {
        ArgumentNullException.ThrowIfNull(x);
        var denoised = new double[x.Length];
        for (var first = 0; first < x.Length / Dimension; first += LanesPerCall)
        {
            var count = Load(x, t, codes, first, withProducts: false);
            _field.Evaluate(_lanes);
            _lanes.Denoised.CopyTo(denoised.AsSpan(first * Dimension, count * Dimension));
        }

        return denoised;
    }

    /// <summary>v(x, t) = (x - D)/t.</summary>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="t">Noise level, above 0.</param>
    /// <param name="codes">As for the denoiser.</param>
    /// <returns><c>[rows, dim]</c>.</returns>
    public double[] Velocity(double[] x, double t, int[]? codes)
    {
        var v = Denoised(x, t, codes);
        for (var i = 0; i < v.Length; i++)
        {
            v[i] = (x[i] - v[i]) / t;
        }

        return v;
    }

    /// <summary>The Jacobian of D, row by row: entry <c>[i, j]</c> is dD_i/dx_j.</summary>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="t">Noise level, above 0.</param>
    /// <param name="codes">As for the denoiser.</param>
    /// <returns><c>[rows, dim, dim]</c>.</returns>
    public double[] Jacobians(double[] x, double t, int[]? codes)
    {
        ArgumentNullException.ThrowIfNull(x);
        var d = Dimension;
        var jacobians = new double[x.Length * d];
        for (var first = 0; first < x.Length / d; first += LanesPerCall)
        {
            for (var output = 0; output < d; output++)
            {
                var count = Load(x, t, codes, first, withProducts: true);
                var column = output;
                _field.EvaluateWithVjp(_lanes, lanes =>
                {
                    lanes.Cotangent.Clear();
                    for (var lane = 0; lane < lanes.Count; lane++)
                    {
                        lanes.Cotangent[(lane * d) + column] = 1;
                    }
                });
                for (var lane = 0; lane < count; lane++)
                {
                    _lanes.VectorJacobian.Slice(lane * d, d).CopyTo(jacobians.AsSpan((((first + lane) * d) + output) * d, d));
                }
            }
        }

        return jacobians;
    }

    private int Load(double[] x, double t, int[]? codes, int first, bool withProducts)
    {
        var count = Math.Min(LanesPerCall, (x.Length / Dimension) - first);
        _lanes.Resize(count, withProducts);
        x.AsSpan(first * Dimension, count * Dimension).CopyTo(_lanes.X);
        _lanes.NoiseLevel.Fill(t);
        _lanes.Condition.Clear();
        _lanes.Codes.Fill(-1);
        if (codes is not null && _lanes.CodeSlots > 0)
        {
            codes.AsSpan(first * _lanes.CodeSlots, _lanes.Codes.Length).CopyTo(_lanes.Codes);
        }
        else if (codes is not null)
        {
            for (var lane = 0; lane < count; lane++)
            {
                _lanes.Condition[lane] = codes[first + lane] + 1;
            }
        }

        return count;
    }
}
