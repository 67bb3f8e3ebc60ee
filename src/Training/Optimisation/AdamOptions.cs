namespace GenPhys.Training.Optimisation;

/// <summary>Adam with decoupled weight decay (Kingma and Ba 2015, Loshchilov and Hutter 2019): the member <c>optimiser</c>.</summary>
public sealed record AdamOptions
{
    /// <summary>Decay of the mean of the gradient, in [0, 1) (default 0.9).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of its square, in [0, 1) (default 0.999).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment, above 0 (default 1e-8).</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay per unit of learning rate, 0 to 1 (default 0).</summary>
    public double WeightDecay { get; init; }

    /// <summary>Largest Euclidean norm of a step's whole gradient, above 0; longer ones are scaled to it. Null (default): no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Beta1 is not (>= 0 and < 1))
        {
            yield return ("beta1", $"is {Beta1}, must be at least 0 and below 1");
        }

        if (Beta2 is not (>= 0 and < 1))
        {
            yield return ("beta2", $"is {Beta2}, must be at least 0 and below 1");
        }

        if (Epsilon is not (> 0 and <= 1))
        {
            yield return ("epsilon", $"is {Epsilon}, must be above 0 and at most 1");
        }

        if (WeightDecay is not (>= 0 and <= 1))
        {
            yield return ("weightDecay", $"is {WeightDecay}, must lie in 0 .. 1");
        }

        if (ClipNorm is not (null or (> 0 and < double.PositiveInfinity)))
        {
            yield return ("clipNorm", $"is {ClipNorm}, must be above 0");
        }
    }
}
