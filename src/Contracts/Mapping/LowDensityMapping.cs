using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Low-density guidance in protobuf.</summary>
internal static class LowDensityMapping
{
    public static LowDensityGuidance ToContract(Proto.LowDensityGuidance term, JsonPointer at) => new()
    {
        Alpha = term.HasAlpha ? term.Alpha : null,
        Beta = term.HasBeta ? term.Beta : null,
        Label = term.HasLabel ? term.Label : null,
        Temperature = term.HasTemperature ? term.Temperature : null,
        Norm = term.HasNorm ? WireEnum.Read<LowDensityNorm>((int)term.Norm, at["norm"]) : null,
        Objective = term.HasObjective ? WireEnum.Read<LowDensityObjective>((int)term.Objective, at["objective"]) : null,
        Features = term.HasFeatures ? WireEnum.Read<LowDensityFeatures>((int)term.Features, at["features"]) : null,
    };

    public static Proto.LowDensityGuidance ToProto(LowDensityGuidance spec)
    {
        var term = new Proto.LowDensityGuidance();
        WireEnum.Set(spec.Alpha, value => term.Alpha = value);
        WireEnum.Set(spec.Beta, value => term.Beta = value);
        WireEnum.Set(spec.Label, value => term.Label = value);
        WireEnum.Set(spec.Temperature, value => term.Temperature = value);
        WireEnum.Set(spec.Norm, value => term.Norm = (Proto.LowDensityNorm)WireEnum.Write(value));
        WireEnum.Set(spec.Objective, value => term.Objective = (Proto.LowDensityObjective)WireEnum.Write(value));
        WireEnum.Set(spec.Features, value => term.Features = (Proto.LowDensityFeatures)WireEnum.Write(value));
        return term;
    }
}
