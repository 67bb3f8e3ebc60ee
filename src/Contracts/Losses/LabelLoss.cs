using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>-log C(x) of one of the model's own classifiers, asked at a low noise level, or -log(1 - C(x)) for samples that it refuses.</summary>
public sealed record LabelLoss : LossSpec
{
    /// <summary>Which classifier of the stack, from 0; the first by default.</summary>
    public int? Classifier { get; init; }

    /// <summary>Whether the classifier is to accept the sample; true by default.</summary>
    public bool? Accept { get; init; }

    /// <summary>Noise level at which the classifier is asked, above 0; 0.001 by default.</summary>
    public double? NoiseLevel { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.AtLeast(Classifier, 0, at["classifier"]);
        found.Above(NoiseLevel, 0, at["noiseLevel"]);
    }
}
