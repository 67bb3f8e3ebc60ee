using GenPhys.Inference.Codes;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>
/// The discrete latent codes of a model (Xu et al. 2024, "DisCo-Diff"): one denoiser for every code, and a law of the codes. The field is a network that reads codes, or
/// has as many classes as a single code has values.
/// </summary>
public sealed record LatentSpec
{
    /// <summary>What <see cref="GuidanceWeight"/> means: the only convention that this service knows.</summary>
    public const string Convention = "w * D(x; z) + (1 - w) * D(x)";

    /// <summary>Size of the codebook of each slot, 1 or more of 1 to 65,536, in the order in which the prior draws them.</summary>
    public required int[] Sizes { get; init; }

    /// <summary>Slots that belong to each level of a network with levels, lowest resolution first; they add up to the slots. Absent: all enter together.</summary>
    public int[]? Groups { get; init; }

    /// <summary>Identifies the weights of encoder and denoiser; the prior and the encoder must name the same, because codes of another training mean something else.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The law of the codes.</summary>
    public required CodePriorSpec Prior { get; init; }

    /// <summary>Temperature at which requests draw codes that they do not give, above 0; default 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>w of requests that give no guidance; default 1, the denoiser with codes alone.</summary>
    public double GuidanceWeight { get; init; } = 1;

    /// <summary>Formula of w; <see cref="Convention"/>, where 1 is the denoiser with codes alone (and gamma = w - 1 its excess).</summary>
    public string GuidanceConvention { get; init; } = Convention;

    /// <summary>Whether the denoiser was also trained without a code, which weighing codes against their absence needs.</summary>
    public bool Null { get; init; }

    /// <summary>Share of each code in the training data, by slot; for watching drift. Absent: not known.</summary>
    public double[][]? Histogram { get; init; }

    /// <summary>The encoder, from clean data to logits of codes; not needed to sample.</summary>
    public CodeEncoderSpec? Encoder { get; init; }

    /// <summary>How the codes were trained.</summary>
    public CodeTrainingSpec? Training { get; init; }

    /// <summary>Builds the codes' law.</summary>
    /// <param name="field">The model's field.</param>
    /// <param name="files">The artifact's files.</param>
    /// <returns>The codes.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public LatentCodes Build(IField field, ArtifactFiles files)
    {
        ArgumentNullException.ThrowIfNull(field);
        var fits = field.CodeSizes.Count > 0 ? field.CodeSizes.SequenceEqual(Sizes) : Sizes.Length == 1 && field.Classes == Sizes[0];
        Require(fits, "The field must read codes of these sizes, or have one class per value of a single code.", "/latents/sizes");
        Require(Prior.Snapshot == Snapshot, $"The prior was fitted to snapshot {Prior.Snapshot}, and the model is {Snapshot}.", "/latents/prior/snapshot");
        Require(
            Encoder is null || Encoder.Snapshot == Snapshot, $"The encoder is of snapshot {Encoder?.Snapshot}, and the model is {Snapshot}.", "/latents/encoder/snapshot");
        return new LatentCodes(Prior.Build(Sizes, files), Temperature, GuidanceWeight, Null);
    }

    /// <summary>Checks the members that need nothing else; called before the field is built.</summary>
    internal void Check()
    {
        Require(Sizes.Length is > 0 and <= 256 && Sizes.All(size => size is >= 1 and <= 1 << 16), "There are 1 to 256 slots, of 1 to 65,536 codes each.", "/latents/sizes");
        Require(
            Groups is null || (Groups.All(slots => slots > 0) && Groups.Sum(slots => (long)slots) == Sizes.Length), "Groups share all slots, one or more each.", "/latents/groups");
        Require(Snapshot.Length > 0, "A snapshot has a name.", "/latents/snapshot");
        Require(double.IsFinite(Temperature) && Temperature > 0, "A temperature is finite and above 0.", "/latents/temperature");
        Require(double.IsFinite(GuidanceWeight) && (Null || GuidanceWeight == 1), "A weight other than 1 needs a denoiser that was trained without codes too.", "/latents/guidanceWeight");
        Require(GuidanceConvention == Convention, $"The only convention known here is {Convention}.", "/latents/guidanceConvention");
        Require(
            Histogram is null || (Histogram.Length == Sizes.Length && Histogram.Zip(Sizes).All(slot => slot.First.Length == slot.Second && slot.First.All(share => share is >= 0 and <= 1))),
            "A histogram has one share from 0 to 1 per code of each slot.",
            "/latents/histogram");
    }

    private static void Require(bool holds, string detail, string pointer)
    {
        if (!holds)
        {
            throw PartNetwork.Invalid(detail, pointer);
        }
    }
}

/// <summary>The encoder of a model's codes.</summary>
public sealed record CodeEncoderSpec
{
    /// <summary>Snapshot that it belongs to.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The network: normalised data in (and a noise level of 0), the logits of all slots one after the other out.</summary>
    public required Architecture Network { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>Builds the encoder.</summary>
    /// <param name="manifest">The manifest that this is part of.</param>
    /// <param name="files">The artifact's files.</param>
    /// <returns>The encoder.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public CodeEncoder Build(ModelManifest manifest, ArtifactFiles files)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new CodeEncoder(PartNetwork.Build(Network, Weights, manifest.Dimension(), manifest.Latents!.Sizes.Sum(), files, networks: null, "/latents/encoder"));
    }
}

/// <summary>How codes were trained; provenance only.</summary>
public sealed record CodeTrainingSpec
{
    /// <summary>Temperature of the Gumbel-Softmax relaxation in training.</summary>
    public required double GumbelTemperature { get; init; }

    /// <summary>Temperature at which codes were taken for the prior; 0 for hard samples.</summary>
    public required double ExtractionTemperature { get; init; }

    /// <summary>Share of samples whose codes were dropped.</summary>
    public required double Dropout { get; init; }

    /// <summary>Weight of the entropy bonus at the first step; 0 for none.</summary>
    public required double EntropyBonus { get; init; }

    /// <summary>Share of the steps at which the bonus had fallen to 0.</summary>
    public required double EntropyUntil { get; init; }
}
