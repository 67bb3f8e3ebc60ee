namespace GenPhys.Training.Optimisation;

/// <summary>The same rate at every step.</summary>
public sealed record ConstantRate : LearningRate
{
    /// <inheritdoc/>
    public override double At(int step) => Rate;
}
