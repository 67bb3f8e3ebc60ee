using System.Text.Json.Serialization;
using GenPhys.Inference.Codes;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>The law of a model's latent codes. A new kind is one file beside this one and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TableCodePriorSpec), "table")]
[JsonDerivedType(typeof(AutoregressiveCodePriorSpec), "autoregressive")]
public abstract record CodePriorSpec
{
    /// <summary>Snapshot of the encoder whose codes it was fitted to; the model's own, or its codes mean something else.</summary>
    public required string Snapshot { get; init; }

    /// <summary>Builds the prior.</summary>
    /// <param name="sizes">Codebook sizes, <c>[slots]</c>.</param>
    /// <param name="files">The artifact's files.</param>
    /// <returns>The prior.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public abstract CodePrior Build(IReadOnlyList<int> sizes, ArtifactFiles files);
}

/// <summary>The law of a single code.</summary>
public sealed record TableCodePriorSpec : CodePriorSpec
{
    /// <summary>One logit per code, finite.</summary>
    public required double[] Logits { get; init; }

    /// <inheritdoc/>
    public override CodePrior Build(IReadOnlyList<int> sizes, ArtifactFiles files) => sizes.Count == 1 && Logits.Length == sizes[0] && Logits.All(double.IsFinite)
        ? new TableCodePrior(Logits)
        : throw PartNetwork.Invalid("A table is the prior of a single slot, with one finite logit per code.", "/latents/prior/logits");
}

/// <summary>The law of several codes, each given those before it.</summary>
public sealed record AutoregressiveCodePriorSpec : CodePriorSpec
{
    /// <summary>Sizes of the network: its input is the slot and the codes before it, one-hot (none before the first); its outputs are logits.</summary>
    public required MlpArchitecture Network { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <inheritdoc/>
    public override CodePrior Build(IReadOnlyList<int> sizes, ArtifactFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var (member, problem) in Network.Problems())
        {
            throw PartNetwork.Invalid($"{member} {problem}.", $"/latents/prior/network/{member}");
        }

        var bytes = files.Read(Weights, "/latents/prior/weights");
        try
        {
            return new AutoregressiveCodePrior(Network, sizes, SafeTensorsFile.Parse(bytes));
        }
        catch (Exception exception) when (exception is SafeTensorsException or NetworkWeightsException)
        {
            throw PartNetwork.Invalid($"{Weights.File}: {exception.Message}", "/latents/prior/weights");
        }
    }
}
