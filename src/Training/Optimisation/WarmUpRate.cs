namespace GenPhys.Training.Optimisation;

/// <summary>A linear ramp from 0 over the first steps, then the same rate.</summary>
public sealed record WarmUpRate : LearningRate
{
    /// <summary>Length of the ramp in steps, 1 to 10^9.</summary>
    public required int Steps { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() => [.. base.Problems(), .. StepProblems("steps", Steps, 1)];

    /// <inheritdoc/>
    public override double At(int step) => Rate * Math.Min(1, (double)step / Steps);
}
