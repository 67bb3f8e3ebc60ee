using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using GenPhys.Contracts;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>Makes the solver that a sampler specification names. A new sampler is one file and one line here.</summary>
public static class SamplerRegistry
{
    private static readonly FrozenDictionary<Type, Func<SamplerSpec, Sampler>> Factories =
        new Dictionary<Type, Func<SamplerSpec, Sampler>>
        {
            [typeof(EulerSampler)] = _ => new Euler(),
            [typeof(HeunSampler)] = _ => new Heun(),
            [typeof(EdmStochasticSampler)] = spec => EdmStochastic((EdmStochasticSampler)spec),
        }.ToFrozenDictionary();

    /// <summary>The kinds that are built in, as requests name them.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. typeof(SamplerSpec).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Where(a => Factories.ContainsKey(a.DerivedType))
            .Select(a => (string)a.TypeDiscriminator!),
    ];

    /// <summary>The solver of a specification; members that are absent take the solver's defaults.</summary>
    /// <param name="spec">The specification.</param>
    /// <returns>The solver.</returns>
    public static Sampler Create(SamplerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Factories.TryGetValue(spec.GetType(), out var factory)
            ? factory(spec)
            : throw new GenPhysException(
                ErrorCode.UnsupportedCombination, $"The sampler {spec.GetType().Name} is not built into this service.", "/sampler/kind");
    }

    private static EdmStochastic EdmStochastic(EdmStochasticSampler spec) =>
        new(spec.SChurn ?? 0, spec.SMin ?? 0, spec.SMax ?? double.PositiveInfinity, spec.SNoise ?? 1);
}
