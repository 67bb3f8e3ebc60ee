using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Training.GenNeg;

/// <summary>Samples of a model, labelled by the constraint, in the units that networks work in.</summary>
/// <param name="Positives">Valid samples, <c>[n, dim]</c>.</param>
/// <param name="Negatives">Invalid samples, <c>[m, dim]</c>.</param>
/// <param name="Dimension">Coordinates.</param>
/// <param name="ValidDraws">Valid draws in all, the kept ones among them.</param>
/// <param name="Draws">M, draws in all.</param>
public sealed record LabelledSet(double[] Positives, double[] Negatives, int Dimension, long ValidDraws, long Draws)
{
    /// <summary>Weights of samples that another model proposed; null where the model itself was drawn from and all count alike.</summary>
    public PathWeights? Weights { get; init; }

    /// <summary>Which agents of each invalid sample obey, <c>[m, agents]</c>, 1 or 0; null where only whole samples were judged.</summary>
    public double[]? NegativeAgents { get; init; }

    /// <summary>Valid samples that are kept.</summary>
    public int PositiveCount => Positives.Length / Dimension;

    /// <summary>Invalid samples that are kept.</summary>
    public int NegativeCount => Negatives.Length / Dimension;

    /// <summary>Agents that were judged one by one; 1 where only whole samples were.</summary>
    public int Agents => NegativeAgents is null || NegativeCount == 0 ? 1 : NegativeAgents.Length / NegativeCount;

    /// <summary>alpha, the share of valid samples in the model's law: among all draws, or of their weights.</summary>
    public double Alpha => Weights is { } w ? w.Positives.Sum() / (w.Positives.Sum() + w.Negatives.Sum()) : (double)ValidDraws / Draws;

    /// <summary>The prior probability that a logit speaks of: alpha, or the share of agents that obey.</summary>
    public double Prior => NegativeAgents is null || NegativeCount == 0 ? Alpha : Alpha + ((1 - Alpha) * NegativeAgents.Average());

    internal SafeTensorsFile ToFile() => new(
    [
        SafeTensor.Of("positives", [PositiveCount, Dimension], Positives),
        SafeTensor.Of("negatives", [NegativeCount, Dimension], Negatives),
        SafeTensor.Of("counts", [2], (double[])[ValidDraws, Draws]),
        .. Weights is not { } w ? Array.Empty<SafeTensor>() :
        [
            SafeTensor.Of("positiveWeights", [PositiveCount], w.Positives),
            SafeTensor.Of("negativeWeights", [NegativeCount], w.Negatives),
            SafeTensor.Of("weights", [2], (double[])[w.Mean, w.EffectiveSize]),
        ],
        .. NegativeAgents is null ? Array.Empty<SafeTensor>() : [SafeTensor.Of("negativeAgents", [NegativeCount, Agents], NegativeAgents)],
    ]);

    internal static LabelledSet FromFile(SafeTensorsFile file)
    {
        var (positives, negatives, counts) = (Find("positives"), Find("negatives"), Find("counts"));
        var sums = file.Find("weights")?.ToDoubles();
        return new LabelledSet(
            positives.ToDoubles(), negatives.ToDoubles(), (int)positives.Shape[1], (long)counts.ToDoubles()[0], (long)counts.ToDoubles()[1])
        {
            Weights = sums is null ? null : new PathWeights(Find("positiveWeights").ToDoubles(), Find("negativeWeights").ToDoubles(), sums[0], sums[1]),
            NegativeAgents = file.Find("negativeAgents")?.ToDoubles(),
        };

        SafeTensor Find(string name) => file.Find(name) ?? throw new InvalidDataException($"the array {name} is missing");
    }
}

/// <summary>Weights of proposed samples towards the model's own law, up to a common factor.</summary>
/// <param name="Positives">Of the valid samples.</param>
/// <param name="Negatives">Of the invalid samples.</param>
/// <param name="Mean">Mean of all weights without that factor; its expectation is 1.</param>
/// <param name="EffectiveSize">Effective sample size (sum w)^2 / sum w^2.</param>
public sealed record PathWeights(double[] Positives, double[] Negatives, double Mean, double EffectiveSize);
