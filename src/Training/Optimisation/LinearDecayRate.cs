namespace GenPhys.Training.Optimisation;

/// <summary>A linear ramp from 0, the same rate for most of the run, and a straight line down to 0 over its last part.</summary>
public sealed record LinearDecayRate : LearningRate
{
    /// <summary>Length of the ramp in steps, 0 to 10^9 (default 0: none).</summary>
    public int WarmUp { get; init; }

    /// <summary>The step after which the rate falls, at least <see cref="WarmUp"/> and at most 10^9.</summary>
    public required int From { get; init; }

    /// <summary>The step at which it reaches 0, above <see cref="From"/> and at most 10^9.</summary>
    public required int To { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        [.. base.Problems(), .. StepProblems("warmUp", WarmUp, 0), .. StepProblems("from", From, WarmUp), .. StepProblems("to", To, From + 1)];

    /// <inheritdoc/>
    public override double At(int step) =>
        step < WarmUp ? Rate * step / WarmUp
        : step <= From ? Rate
        : Rate * Math.Max(0, (double)(To - step) / (To - From));
}
