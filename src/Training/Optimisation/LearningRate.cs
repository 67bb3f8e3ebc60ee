using System.Text.Json.Serialization;

namespace GenPhys.Training.Optimisation;

/// <summary>The learning rate as a function of the step alone: the member <c>learningRate</c>, told apart by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantRate), "constant")]
[JsonDerivedType(typeof(CosineRate), "cosine")]
[JsonDerivedType(typeof(LinearDecayRate), "linearDecay")]
[JsonDerivedType(typeof(WarmUpRate), "warmUp")]
public abstract record LearningRate
{
    private const int MostSteps = 1_000_000_000;

    /// <summary>The rate after any ramp, above 0 and at most 1.</summary>
    public required double Rate { get; init; }

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public virtual IEnumerable<(string Member, string Problem)> Problems()
    {
        if (!(Rate > 0 && Rate <= 1))
        {
            yield return ("rate", $"is {Rate}, must be above 0 and at most 1");
        }
    }

    /// <summary>The rate of one step.</summary>
    /// <param name="step">The step's number, 1 for the first.</param>
    public abstract double At(int step);

    /// <summary>What is wrong with a number of steps.</summary>
    /// <param name="member">Its JSON name.</param>
    /// <param name="steps">The number.</param>
    /// <param name="least">The least that it may be.</param>
    protected static IEnumerable<(string Member, string Problem)> StepProblems(string member, int steps, int least) =>
        steps >= least && steps <= MostSteps ? [] : [(member, $"is {steps}, must lie in {least} .. 10^9")];
}
