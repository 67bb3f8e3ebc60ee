namespace GenPhys.Inference.Fields;

/// <summary>A field in closed form, which knows the density of its marginals.</summary>
public interface IExactField : IField
{
    /// <summary>ln p(x; sigma), the log-density of the data's law carried to a noise level. Called on the device thread only.</summary>
    /// <param name="x">State, <c>[dim]</c>.</param>
    /// <param name="sigma">Noise level, above 0.</param>
    /// <returns>Nats.</returns>
    double LogDensity(ReadOnlySpan<double> x, double sigma);
}
