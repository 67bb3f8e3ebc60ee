using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Bridges in protobuf.</summary>
internal static class BridgeMapping
{
    public static BridgeGuidance ToContract(Proto.BridgeGuidance term, JsonPointer at) => new()
    {
        To = term.To.ToContract(at["to"]),
        Form = term.HasForm ? WireEnum.Read<BridgeForm>((int)term.Form, at["form"]) : null,
        Gamma = term.HasGamma ? WireEnum.Read<BridgeSchedule>((int)term.Gamma, at["gamma"]) : null,
        SigmaData = term.HasSigmaData ? term.SigmaData : null,
        Margin = term.HasMargin ? term.Margin : null,
        Frozen = term.Frozen.Count > 0 ? [.. term.Frozen] : null,
    };

    public static Proto.BridgeGuidance ToProto(BridgeGuidance spec)
    {
        var term = new Proto.BridgeGuidance { To = spec.To.ToProto() };
        term.Frozen.AddRange(spec.Frozen ?? []);
        WireEnum.Set(spec.Form, value => term.Form = (Proto.BridgeForm)WireEnum.Write(value));
        WireEnum.Set(spec.Gamma, value => term.Gamma = (Proto.BridgeSchedule)WireEnum.Write(value));
        WireEnum.Set(spec.SigmaData, value => term.SigmaData = value);
        WireEnum.Set(spec.Margin, value => term.Margin = value);
        return term;
    }
}
