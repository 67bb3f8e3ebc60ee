using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// Makes the fixed-step solver that a sampler specification names. A new sampler is one file and one line here; rk45, which
/// chooses its own steps, is a program of its own (<see cref="Adaptive.Rk45Program"/>).
/// </summary>
public static class SamplerRegistry
{
    private static readonly FrozenDictionary<Type, Func<SamplerSpec, Sampler>> Factories =
        new Dictionary<Type, Func<SamplerSpec, Sampler>>
        {
            [typeof(EulerSampler)] = _ => new Euler(),
            [typeof(HeunSampler)] = _ => new Heun(),
            [typeof(EdmStochasticSampler)] = spec => EdmStochastic((EdmStochasticSampler)spec),
            [typeof(MidpointSampler)] = _ => new Midpoint(),
            [typeof(Rk4Sampler)] = _ => new Rk4(),
            [typeof(EulerMaruyamaSampler)] = spec => new EulerMaruyama(((EulerMaruyamaSampler)spec).Langevin ?? 1),
            [typeof(DdimSampler)] = spec => new Ddim(((DdimSampler)spec).Eta ?? 0),
            [typeof(DdpmSampler)] = _ => new Ddpm(),
            [typeof(DpmSolver2Sampler)] = _ => new DpmSolver2(),
            [typeof(DpmSolver3Sampler)] = _ => new DpmSolver3(),
            [typeof(DpmSolverPp2mSampler)] = _ => new DpmSolverPp2m(),
            [typeof(DpmSolverPp3mSampler)] = _ => new DpmSolverPp3m(),
        }.ToFrozenDictionary();

    /// <summary>The kinds that are built in, as requests name them.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. typeof(SamplerSpec).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Where(a => Factories.ContainsKey(a.DerivedType) || a.DerivedType == typeof(Rk45Sampler))
            .Select(a => (string)a.TypeDiscriminator!),
    ];

    /// <summary>The kinds that a process takes: those that only add noise need its reverse-time equation.</summary>
    /// <param name="process">The process.</param>
    /// <returns>The kinds.</returns>
    public static IReadOnlyList<string> KindsFor(GenerativeProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return process.HasReverseSde ? Kinds : [.. Kinds.Except(["eulerMaruyama", "ddpm"])];
    }

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
