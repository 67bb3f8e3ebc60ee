using System.Collections.Frozen;
using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Guidance.Losses;
using GenPhys.Inference.Guidance.LowDensity;
using GenPhys.Inference.Guidance.Particles;

namespace GenPhys.Inference.Guidance;

/// <summary>
/// Makes the terms that specifications name. A new kind is a term in a file of its own, its record in the contracts and one
/// line here.
/// </summary>
public static class GuidanceRegistry
{
    private static readonly FrozenDictionary<Type, Func<GuidanceSpec, GuidanceContext, IEnumerable<GuidanceTerm>>> Factories =
        new Dictionary<Type, Func<GuidanceSpec, GuidanceContext, IEnumerable<GuidanceTerm>>>
        {
            [typeof(ClassifierGuidance)] = (spec, context) => ClassifierTerm.Stack((ClassifierGuidance)spec, context),
            [typeof(LossGuidance)] = (spec, context) => LossTerm.Create((LossGuidance)spec, context),
            [typeof(ParticleGuidance)] = (spec, context) => PotentialFactory.Create((ParticleGuidance)spec, context),
            [typeof(LowDensityGuidance)] = (spec, context) => LowDensityFactory.Create((LowDensityGuidance)spec, context),
            [typeof(BridgeGuidance)] = (spec, context) => BridgeFactory.Create((BridgeGuidance)spec, context),
        }.ToFrozenDictionary();

    /// <summary>The terms of a specification; a stack is several.</summary>
    /// <param name="spec">The specification, checked.</param>
    /// <param name="context">The model and the request it is for.</param>
    /// <returns>New terms, for one request.</returns>
    /// <exception cref="GenPhysException">The model or the sampler cannot be combined with it.</exception>
    public static IEnumerable<GuidanceTerm> Create(GuidanceSpec spec, GuidanceContext context)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        return Factories.TryGetValue(spec.GetType(), out var factory)
            ? factory(spec, context)
            : throw context.Unsupported("kind", $"The term {spec.GetType().Name} is not built into this service.");
    }
}
