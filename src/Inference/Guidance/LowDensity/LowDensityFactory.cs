using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.LowDensity;

/// <summary>Makes the two forces of low-density guidance from what the artifact knows of its classes.</summary>
internal static class LowDensityFactory
{
    public static IEnumerable<GuidanceTerm> Create(LowDensityGuidance spec, GuidanceContext context)
    {
        var extractor = context.Parts.HardnessOfFeatures ? context.Parts.Features : null;
        var features = spec.Features ?? (extractor is null ? LowDensityFeatures.Analytic : LowDensityFeatures.NoisyFeatures);
        var model = context.Parts.Hardness ?? Of(context.Manifest.Field)
            ?? throw context.Unsupported("kind", "The model brings no hardness statistics, and its field is no mixture of Gaussians that would give them.");
        if (extractor is null && features == LowDensityFeatures.NoisyFeatures)
        {
            throw context.Unsupported("features", "The model's hardness is one of samples, not of extracted features; use analytic or denoised.");
        }

        if (extractor is not null && features == LowDensityFeatures.Analytic)
        {
            throw context.Unsupported("features", "The model's hardness is one of extracted features, which noise does not keep Gaussian; use noisyFeatures or denoised.");
        }

        if (features == LowDensityFeatures.Denoised && spec.Norm == LowDensityNorm.Linf)
        {
            throw context.Unsupported("norm", "Gradients that went back through the model are divided by their length; use l2.");
        }

        var contrastive = (spec.Objective ?? LowDensityObjective.Contrastive) == LowDensityObjective.Contrastive;
        if ((spec.Alpha ?? 1) != 0)
        {
            yield return Term(Label(spec, model, contrastive, context), spec.Alpha ?? 1);
        }

        if ((spec.Beta ?? 0) != 0)
        {
            if (model.Levels.Any(level => level.Real is null || level.Synthetic is null))
            {
                throw context.Unsupported("beta", "The model brings no statistics of real and synthetic samples; leave beta out.");
            }

            yield return Term(null, spec.Beta!.Value);
        }

        LowDensityTerm Term(int? label, double length) => new(model, label, contrastive, spec.Temperature ?? 1)
        {
            Weight = (spec.Weight ?? 1) * length,
            Interval = GuidanceContext.Interval(spec),
            Clip = spec.Clip,
            Features = features,
            Extractor = extractor,
            Units = context.Manifest.Normalisation,
            Norm = spec.Norm ?? LowDensityNorm.L2,
        };
    }

    private static int Label(LowDensityGuidance spec, HardnessModel model, bool contrastive, GuidanceContext context)
    {
        if (contrastive && model.Classes == 1)
        {
            throw context.Invalid("objective", "With one class there is nothing to contrast; use the objective plain.");
        }

        var label = spec.Label ?? (model.Classes == 1 ? 0 : throw context.Invalid("label", $"The model has {model.Classes} classes; name one of them, from 0."));
        return label < model.Classes
            ? label
            : throw context.Invalid("label", $"The model has classes 0 to {model.Classes - 1}; label is {label}.");
    }

    // Every component is a class of its own; an atom has no density to be rare under.
    private static HardnessModel? Of(FieldSpec field) => field is GaussianMixtureFieldSpec mixture && mixture.StandardDeviations.All(s => s > 0)
        ? new HardnessModel([new HardnessLevel(0, [.. mixture.Means.Select((mean, k) => GaussianSpec.Isotropic(mean, mixture.StandardDeviations[k]))], null, null)])
        : null;
}
