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
    /// <summary>Valid samples that are kept.</summary>
    public int PositiveCount => Positives.Length / Dimension;

    /// <summary>Invalid samples that are kept.</summary>
    public int NegativeCount => Negatives.Length / Dimension;

    /// <summary>alpha, the share of valid samples among all draws of the model.</summary>
    public double Alpha => (double)ValidDraws / Draws;

    internal SafeTensorsFile ToFile() => new(
    [
        SafeTensor.Of("positives", [PositiveCount, Dimension], Positives),
        SafeTensor.Of("negatives", [NegativeCount, Dimension], Negatives),
        SafeTensor.Of("counts", [2], (double[])[ValidDraws, Draws]),
    ]);

    internal static LabelledSet FromFile(SafeTensorsFile file)
    {
        var (positives, negatives, counts) = (Find("positives"), Find("negatives"), Find("counts"));
        return new LabelledSet(
            positives.ToDoubles(), negatives.ToDoubles(), (int)positives.Shape[1], (long)counts.ToDoubles()[0], (long)counts.ToDoubles()[1]);

        SafeTensor Find(string name) => file.Find(name) ?? throw new InvalidDataException($"the array {name} is missing");
    }
}
