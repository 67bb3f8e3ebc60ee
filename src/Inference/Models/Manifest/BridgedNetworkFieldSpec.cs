using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A network that was trained with a manual bridge in place: its shape, its weights, the bridge, and how it uses it.</summary>
public sealed record BridgedNetworkFieldSpec : FieldSpec
{
    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>How the network uses the bridge.</summary>
    public required BridgeArchitecture Use { get; init; }

    /// <summary>The bridge as in training: its set, weight kappa, factor gamma, margin and rescaling; of the manual form, at all levels and without a clip.</summary>
    public required BridgeGuidance Bridge { get; init; }

    /// <summary>sigma_d of the bridge's rescaling sigma^2 / sqrt(sigma^2 + sigma_d^2) at the network's input, above 0, in normalised units; default 1.</summary>
    public double SigmaData { get; init; } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "bridgedNetwork";

    /// <inheritdoc/>
    public override BuiltField Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        var preconditioner = manifest.Preconditioning
            ?? throw PartNetwork.Invalid("A field that is a network needs preconditioning.", "/preconditioning");
        if (!(double.IsFinite(SigmaData) && SigmaData > 0))
        {
            throw PartNetwork.Invalid("sigmaData must be finite and above 0.", "/field/sigmaData");
        }

        var (told, dimension) = (Use != BridgeArchitecture.Db, manifest.Dimension());
        var inputs = (told ? 3 : 1) * dimension;
        var bridge = BuildBridge(manifest);
        var evaluator = PartNetwork.Build(Architecture, Weights, inputs, dimension, files, networks, "/field");
        return new BuiltField(
            new BridgedNetworkField(evaluator, preconditioner, bridge, told, Use != BridgeArchitecture.C, SigmaData),
            Architecture.MegaFlopsPerRow(inputs, dimension) + bridge.Cost(dimension),
            $"{evaluator.Description}, with a bridge");
    }

    private BridgeTerm BuildBridge(ModelManifest manifest)
    {
        if (Bridge.Form == BridgeForm.Diffusion || Bridge.Interval is not null || Bridge.Clip is not null)
        {
            throw PartNetwork.Invalid("A trained bridge is of the manual form, at all levels and without a clip.", "/field/bridge");
        }

        try
        {
            return BridgeFactory.Manual(Bridge, manifest, new ConstraintLimits(), JsonPointer.Root["field"]["bridge"]["to"]);
        }
        catch (GenPhysException exception) when (exception.Code != ErrorCode.ArtifactInvalid)
        {
            throw PartNetwork.Invalid(exception.Message, exception.Pointer ?? "/field/bridge");
        }
    }
}
