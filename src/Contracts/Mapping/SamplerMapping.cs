using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Samplers in protobuf. A new kind is one line in each direction.</summary>
public static class SamplerMapping
{
    /// <summary>The contract of a message.</summary>
    /// <param name="sampler">The message.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: the message, or its schedule, has no kind.</exception>
    public static SamplerSpec ToContract(this Proto.Sampler sampler, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        SamplerSpec spec = sampler.KindCase switch
        {
            Proto.Sampler.KindOneofCase.Euler => new EulerSampler(),
            Proto.Sampler.KindOneofCase.Heun => new HeunSampler(),
            Proto.Sampler.KindOneofCase.EdmStochastic => EdmStochastic(sampler.EdmStochastic),
            Proto.Sampler.KindOneofCase.Midpoint => new MidpointSampler(),
            Proto.Sampler.KindOneofCase.Rk4 => new Rk4Sampler(),
            Proto.Sampler.KindOneofCase.Rk45 => SolverMapping.Rk45(sampler.Rk45),
            Proto.Sampler.KindOneofCase.EulerMaruyama => SolverMapping.EulerMaruyama(sampler.EulerMaruyama),
            Proto.Sampler.KindOneofCase.Ddim => SolverMapping.Ddim(sampler.Ddim),
            Proto.Sampler.KindOneofCase.Ddpm => new DdpmSampler(),
            Proto.Sampler.KindOneofCase.DpmSolver2 => new DpmSolver2Sampler(),
            Proto.Sampler.KindOneofCase.DpmSolver3 => new DpmSolver3Sampler(),
            Proto.Sampler.KindOneofCase.DpmSolverPp2M => new DpmSolverPp2mSampler(),
            Proto.Sampler.KindOneofCase.DpmSolverPp3M => new DpmSolverPp3mSampler(),
            _ => throw MissingKind.Of(Proto.Sampler.Descriptor, at),
        };
        return spec with
        {
            Steps = sampler.HasSteps ? sampler.Steps : null,
            Schedule = sampler.Schedule?.ToContract(at["schedule"]),
            DenoiseFinal = sampler.HasDenoiseFinal ? sampler.DenoiseFinal : null,
            PriorClip = sampler.HasPriorClip ? sampler.PriorClip : null,
        };
    }

    /// <summary>The message of a contract.</summary>
    /// <param name="spec">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Sampler ToProto(this SamplerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var sampler = spec switch
        {
            EulerSampler => new Proto.Sampler { Euler = new Proto.EulerSampler() },
            HeunSampler => new Proto.Sampler { Heun = new Proto.HeunSampler() },
            EdmStochasticSampler stochastic => new Proto.Sampler { EdmStochastic = EdmStochastic(stochastic) },
            MidpointSampler => new Proto.Sampler { Midpoint = new Proto.MidpointSampler() },
            Rk4Sampler => new Proto.Sampler { Rk4 = new Proto.Rk4Sampler() },
            Rk45Sampler rk45 => new Proto.Sampler { Rk45 = SolverMapping.Rk45(rk45) },
            EulerMaruyamaSampler eulerMaruyama => new Proto.Sampler { EulerMaruyama = SolverMapping.EulerMaruyama(eulerMaruyama) },
            DdimSampler ddim => new Proto.Sampler { Ddim = SolverMapping.Ddim(ddim) },
            DdpmSampler => new Proto.Sampler { Ddpm = new Proto.DdpmSampler() },
            DpmSolver2Sampler => new Proto.Sampler { DpmSolver2 = new Proto.DpmSolver2Sampler() },
            DpmSolver3Sampler => new Proto.Sampler { DpmSolver3 = new Proto.DpmSolver3Sampler() },
            DpmSolverPp2mSampler => new Proto.Sampler { DpmSolverPp2M = new Proto.DpmSolverPp2mSampler() },
            DpmSolverPp3mSampler => new Proto.Sampler { DpmSolverPp3M = new Proto.DpmSolverPp3mSampler() },
            _ => throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec)),
        };
        if (spec.Steps is { } steps)
        {
            sampler.Steps = steps;
        }

        if (spec.PriorClip is { } clip)
        {
            sampler.PriorClip = clip;
        }

        if (spec.DenoiseFinal is { } denoise)
        {
            sampler.DenoiseFinal = denoise;
        }

        sampler.Schedule = spec.Schedule?.ToProto();
        return sampler;
    }

    private static EdmStochasticSampler EdmStochastic(Proto.EdmStochasticSampler sampler) => new()
    {
        SChurn = sampler.HasSChurn ? sampler.SChurn : null,
        SMin = sampler.HasSMin ? sampler.SMin : null,
        SMax = sampler.HasSMax ? sampler.SMax : null,
        SNoise = sampler.HasSNoise ? sampler.SNoise : null,
    };

    private static Proto.EdmStochasticSampler EdmStochastic(EdmStochasticSampler spec)
    {
        var sampler = new Proto.EdmStochasticSampler();
        if (spec.SChurn is { } churn)
        {
            sampler.SChurn = churn;
        }

        if (spec.SMin is { } min)
        {
            sampler.SMin = min;
        }

        if (spec.SMax is { } max)
        {
            sampler.SMax = max;
        }

        if (spec.SNoise is { } noise)
        {
            sampler.SNoise = noise;
        }

        return sampler;
    }
}
