using System.Collections.Frozen;
using GenPhys.Contracts;

namespace GenPhys.Api.OpenApi;

/// <summary>An example of each guidance term, shown with its schema.</summary>
internal static class GuidanceExamples
{
    public static FrozenDictionary<Type, string> Of { get; } = new Dictionary<Type, string>
    {
        [typeof(ParticleGuidance)] = """{ "kind": "particles", "potential": "angular", "groupSize": 10, "bandwidth": 0.5, "weight": 3, "interval": [0.05, 80] }""",
        [typeof(LowDensityGuidance)] = """{ "kind": "lowDensity", "label": 0, "alpha": 0.5, "objective": "plain", "features": "analytic", "norm": "l2" }""",
        [typeof(ClassifierFreeGuidance)] = """{ "kind": "classifierFree", "weight": 1.5, "interval": [0.1, 10] }""",
        [typeof(LatentGuidance)] = """{ "kind": "latent", "weight": 1.5 }""",
        [typeof(BridgeGuidance)] = """{ "kind": "bridge", "weight": 1, "margin": 0.01, "to": { "kind": "box", "low": [0, 0], "high": [1, 1] } }""",
    }.ToFrozenDictionary();
}
