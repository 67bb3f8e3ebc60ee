using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A network that was trained with a bridge in place: its shape, its weights, the bridge, and how it uses it.</summary>
public sealed record BridgedNetworkFieldSpec : FieldSpec
{
    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>How the network uses the bridge.</summary>
    public required BridgeArchitecture Use { get; init; }

    /// <summary>The bridge as in training: its form, set, weight kappa, factor gamma, margin and rescaling; at all levels and without a clip.</summary>
    public required BridgeGuidance Bridge { get; init; }

    /// <summary>SHA-256 of the constraint that the weights belong to, as <see cref="Contracts.ConstraintHash"/> forms it; not checked where null.</summary>
    public string? ConstraintHash { get; init; }

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
        var dimension = manifest.Dimension();
        var bridge = CreateBridge(manifest);
        var inputs = dimension + bridge.Columns(dimension);
        var evaluator = PartNetwork.Build(Architecture, Weights, inputs, dimension, files, networks, "/field");
        return new BuiltField(
            new BridgedNetworkField(evaluator, preconditioner, bridge),
            Architecture.MegaFlopsPerRow(inputs, dimension) + bridge.Cost(dimension),
            $"{evaluator.Description}, with a bridge");
    }

    /// <summary>The bridge alone.</summary>
    /// <param name="manifest">Shape, process and units of the model.</param>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ArtifactInvalid"/>: the bridge does not fit the model, or it is another constraint than the hash names.</exception>
    public TrainedBridge CreateBridge(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!(double.IsFinite(SigmaData) && SigmaData > 0))
        {
            throw PartNetwork.Invalid("sigmaData must be finite and above 0.", "/field/sigmaData");
        }

        if (Bridge.Interval is not null || Bridge.Clip is not null)
        {
            throw PartNetwork.Invalid("A trained bridge acts at all levels and without a clip.", "/field/bridge");
        }

        try
        {
            var term = BridgeFactory.Create(Bridge, new GuidanceContext(manifest, [], Adaptive: false, JsonPointer.Root["field"]["bridge"])).Single();
            return ConstraintHash is null || ConstraintHash == Contracts.ConstraintHash.Of(Bridge.To)
                ? new TrainedBridge((LaneTerm)term, Use, SigmaData)
                : throw PartNetwork.Invalid(
                    $"The constraint has the SHA-256 {Contracts.ConstraintHash.Of(Bridge.To)}; the network was trained with {ConstraintHash}.", "/field/constraintHash");
        }
        catch (GenPhysException exception) when (exception.Code != ErrorCode.ArtifactInvalid)
        {
            throw PartNetwork.Invalid(exception.Message, exception.Pointer ?? "/field/bridge");
        }
    }
}
