using GenPhys.Inference.Guidance.Features;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// Repulsion between features phi of the denoisers (Corso et al. 2024, section 5): its gradient with respect to the clean prediction stands for the one with
/// respect to the state, so that nothing goes back through the model.
/// </summary>
/// <param name="bandwidth">h, in squared units of the features.</param>
/// <param name="features">phi.</param>
public sealed class FeaturePotential(Bandwidth bandwidth, FeatureMap features) : Potential
{
    private readonly GaussianKernel _kernel = new(bandwidth);
    private double[] _features = [];
    private double[] _force = [];

    /// <inheritdoc/>
    public override double Cost => features.Cost;

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var numbers = group.Count * features.Count;
        if (_features.Length < numbers)
        {
            _features = new double[numbers];
            _force = new double[numbers];
        }

        var force = _force.AsSpan(0, numbers);
        force.Clear();
        features.Forward(group.Denoised, 0, _features.AsSpan(0, numbers));
        _kernel.AddForces(_features.AsSpan(0, numbers), group.Count, group.NoiseLevel, force);
        features.Backward(group.Denoised, force, group.Force);
    }
}
