using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>The solvers that have options of their own, in protobuf.</summary>
internal static class SolverMapping
{
    public static Rk45Sampler Rk45(Proto.Rk45Sampler sampler) => new()
    {
        Rtol = sampler.HasRtol ? sampler.Rtol : null,
        Atol = sampler.HasAtol ? sampler.Atol : null,
        MaxEvaluations = sampler.HasMaxEvaluations ? sampler.MaxEvaluations : null,
        Variable = !sampler.HasVariable ? null : sampler.Variable == Proto.StepVariable.Z ? StepVariable.Z : StepVariable.LogZ,
    };

    public static Proto.Rk45Sampler Rk45(Rk45Sampler spec)
    {
        var sampler = new Proto.Rk45Sampler();
        if (spec.Rtol is { } rtol)
        {
            sampler.Rtol = rtol;
        }

        if (spec.Atol is { } atol)
        {
            sampler.Atol = atol;
        }

        if (spec.MaxEvaluations is { } maxEvaluations)
        {
            sampler.MaxEvaluations = maxEvaluations;
        }

        if (spec.Variable is { } variable)
        {
            sampler.Variable = variable == StepVariable.Z ? Proto.StepVariable.Z : Proto.StepVariable.LogZ;
        }

        return sampler;
    }

    public static EulerMaruyamaSampler EulerMaruyama(Proto.EulerMaruyamaSampler sampler) => new()
    {
        Langevin = sampler.HasLangevin ? sampler.Langevin : null,
    };

    public static Proto.EulerMaruyamaSampler EulerMaruyama(EulerMaruyamaSampler spec)
    {
        var sampler = new Proto.EulerMaruyamaSampler();
        if (spec.Langevin is { } langevin)
        {
            sampler.Langevin = langevin;
        }

        return sampler;
    }

    public static DdimSampler Ddim(Proto.DdimSampler sampler) => new()
    {
        Eta = sampler.HasEta ? sampler.Eta : null,
    };

    public static Proto.DdimSampler Ddim(DdimSampler spec)
    {
        var sampler = new Proto.DdimSampler();
        if (spec.Eta is { } eta)
        {
            sampler.Eta = eta;
        }

        return sampler;
    }
}
