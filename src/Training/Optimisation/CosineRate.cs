namespace GenPhys.Training.Optimisation;

/// <summary>
/// A linear ramp from 0, then half a cosine down to 0 at the last step of the schedule (Loshchilov and Hutter 2017, eq. 5). The length is a member of its
/// own, so that a run with more steps goes on from its checkpoints unchanged.
/// </summary>
public sealed record CosineRate : LearningRate
{
    /// <summary>Length of the ramp in steps, 0 to 10^9 (default 0: none).</summary>
    public int WarmUp { get; init; }

    /// <summary>The step at which the rate reaches 0, above <see cref="WarmUp"/> and at most 10^9.</summary>
    public required int Steps { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        [.. base.Problems(), .. StepProblems("warmUp", WarmUp, 0), .. StepProblems("steps", Steps, WarmUp + 1)];

    /// <inheritdoc/>
    public override double At(int step)
    {
        if (step < WarmUp)
        {
            return Rate * step / WarmUp;
        }

        var done = Math.Min(1, (double)(step - WarmUp) / (Steps - WarmUp));
        return 0.5 * Rate * (1 + Math.Cos(Math.PI * done));
    }
}
