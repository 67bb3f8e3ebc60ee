using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;

namespace GenPhys.Inference.Guidance;

/// <summary>The terms of one request.</summary>
/// <param name="Terms">The terms in order.</param>
/// <param name="GroupSize">Rows that they couple; 1 for none.</param>
public sealed record GuidancePlan(IReadOnlyList<GuidanceTerm> Terms, int GroupSize)
{
    /// <summary>How denoisers with and without the condition are combined; null where they are not.</summary>
    public ConditionContrast? Contrast { get; init; }

    /// <summary>The terms that a request asks for, or the artifact's own: its whole stack of classifiers.</summary>
    /// <param name="guidance">The request's terms, checked; null for the artifact's own, an empty list for none.</param>
    /// <param name="model">The model.</param>
    /// <param name="adaptive">Whether the sampler chooses its own steps.</param>
    /// <param name="limits">What a constraint may hold.</param>
    /// <param name="rows">Rows of the request.</param>
    /// <param name="conditioned">Whether the request has a condition.</param>
    /// <param name="withDensity">Whether the density of the guided flow is followed as well.</param>
    /// <returns>New terms, for one request.</returns>
    /// <exception cref="GenPhysException">The model or the sampler cannot be combined with a term.</exception>
    public static GuidancePlan Create(
        IReadOnlyList<GuidanceSpec>? guidance, LoadedModel model, bool adaptive, ConstraintLimits limits, int rows = 1, bool conditioned = false, bool withDensity = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var at = JsonPointer.Root["guidance"];
        guidance ??= OwnTerms(model);
        var terms = new List<GuidanceTerm>();
        var groupSize = 1;
        ConditionContrast? contrast = null;
        for (var i = 0; i < guidance.Count; i++)
        {
            var context = new GuidanceContext(model.Manifest, model.Classifiers, adaptive, at[i]) { Parts = model.Parts, Limits = limits, Rows = rows };
            if (guidance[i] is ClassifierFreeGuidance or LatentGuidance)
            {
                contrast = contrast is null ? ContrastOf(guidance[i], context, conditioned, model) : throw context.Unsupported("kind", "One term combines the two denoisers; give its weight once.");
                continue;
            }

            foreach (var term in GuidanceRegistry.Create(guidance[i], context))
            {
                if (withDensity && term.WithoutDivergence is { } reason)
                {
                    throw context.Unsupported("kind", reason);
                }

                if (term.Couples && adaptive)
                {
                    throw context.Unsupported("kind", "rk45 lets each row choose its own steps, so no term can couple rows; use a sampler with fixed steps.");
                }

                if (term.GroupSize > 1 && groupSize > 1 && term.GroupSize != groupSize)
                {
                    throw context.Unsupported("groupSize", $"Terms of one request couple groups of one size; an earlier one has {groupSize}, this one {term.GroupSize}.");
                }

                groupSize = Math.Max(groupSize, term.GroupSize);
                terms.Add(term);
            }
        }

        return terms.Count <= LaneAddress.MaxTerms
            ? new GuidancePlan(terms, groupSize) { Contrast = contrast }
            : throw new GenPhysException(
                ErrorCode.BudgetExceeded, $"The request has {terms.Count} terms; at most {LaneAddress.MaxTerms} are added to a field.", at.ToString());
    }

    /// <summary>What the terms did to each row, as the answer tells it.</summary>
    /// <param name="rows">Per row; null for a row on which no term acted.</param>
    /// <returns>The report.</returns>
    public static GuidanceReport Report(IReadOnlyList<RowGuidance?> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new GuidanceReport
        {
            Evaluations = [.. rows.Select(row => row?.Evaluations ?? 0)],
            MeanPulls = [.. rows.Select(row => row is { Evaluations: > 0 } ? Finite(row.TotalPull / row.Evaluations) : 0)],
            LargestPulls = [.. rows.Select(row => Finite(row?.LargestPull ?? 0))],
            Clips = [.. rows.Select(row => row?.Clips ?? 0)],
            InvalidDraws = [.. rows.Select(row => row?.InvalidDraws ?? 0)],
            EffectiveDraws = [.. rows.Select(row => Known(row?.SmallestEffectiveDraws))],
            Losses = [.. rows.Select(row => Known(row?.LastLoss))],
        };
    }

    private static List<GuidanceSpec> OwnTerms(LoadedModel model)
    {
        var own = new List<GuidanceSpec>();
        if (model.Classifiers.Count > 0)
        {
            own.Add(new ClassifierGuidance());
        }

        if (model.Codes is { Weight: not 1 } codes)
        {
            own.Add(new LatentGuidance { Weight = codes.Weight });
        }

        return own;
    }

    private static ConditionContrast ContrastOf(GuidanceSpec spec, GuidanceContext context, bool conditioned, LoadedModel model)
    {
        var weight = spec.Weight ?? 1;
        if (spec is LatentGuidance)
        {
            return model.Codes switch
            {
                null => throw context.Unsupported("kind", $"The model {model.Manifest.Name} has no latent codes to weigh against their absence."),
                { HasNull: false } when weight != 1 => throw context.Unsupported("weight", $"The model {model.Manifest.Name} was not trained without codes, so only the weight 1 is known."),

                // A field whose classes are its codes carries them in that place.
                _ => new ConditionContrast(weight, GuidanceContext.Interval(spec), OfCodes: model.EngineModel.Field.CodeSizes.Count > 0),
            };
        }

        return conditioned
            ? new ConditionContrast(weight, GuidanceContext.Interval(spec))
            : throw context.Unsupported("kind", "There is no condition to weigh against its absence; give one, on a model that takes it.");
    }

    // A row that left the finite numbers is listed as failed; its report must still be valid JSON.
    private static double Finite(double value) => double.IsFinite(value) ? value : double.MaxValue;

    private static double? Known(double? value) => value is { } known && double.IsFinite(known) ? known : null;
}
