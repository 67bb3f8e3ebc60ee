using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>|y - H x|^2 / (2 s^2) (Song et al. 2023, "Loss-guided diffusion models", eq. 19).</summary>
/// <param name="map">H.</param>
/// <param name="y">Measurement, <c>[rows of H]</c>.</param>
/// <param name="standardDeviation">s, above 0.</param>
public sealed class LinearMeasurement(LinearMap map, double[] y, double standardDeviation) : Loss
{
    private readonly double _precision = 1 / (standardDeviation * standardDeviation);

    /// <inheritdoc/>
    public override double Operations => 4.0 * map.Entries;

    internal static LinearMeasurement Create(LinearLoss spec, LossContext context)
    {
        var map = LinearMap.Create(spec.Operator, context.Manifest.Shape, context with { At = context.At["operator"] });
        context.Require(spec.Measurement.Length, map.Rows, "measurement", "row of the operator");
        return new LinearMeasurement(map, spec.Measurement, spec.StandardDeviation ?? 1) { Weight = spec.Weight ?? 1 };
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var sum = 0.0;
        for (var row = 0; row < map.Rows; row++)
        {
            var off = map.Product(row, x) - y[row];
            sum += off * off;
            map.AddTransposed(row, factor * _precision * off, gradient);
        }

        return 0.5 * _precision * sum;
    }
}
