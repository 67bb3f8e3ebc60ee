using System.Text.Json.Serialization;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A trained classifier, whose input is scaled and told the noise level as the denoiser's is.</summary>
public sealed record NetworkClassifierSpec : ClassifierSpec
{
    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>What its outputs are; one logit of the whole sample by default.</summary>
    public ClassifierHead Head { get; init; }

    /// <summary>What the outputs are multiplied by; <see cref="Manifest.LogitScale.Unit"/> by default.</summary>
    public LogitScale LogitScale { get; init; }

    /// <summary>
    /// Whether the network knows clean samples only (Naderiparizi et al. 2024, time-independent baseline): it is asked at the denoiser, as if at the
    /// process's lowest noise level. False by default.
    /// </summary>
    public bool TimeIndependent { get; init; }

    /// <summary>How the input is scaled; the manifest's own preconditioning where absent.</summary>
    public Preconditioner? Preconditioning { get; init; }

    /// <summary>Share alpha of valid samples of the model that the classifier was trained on, 0 to 1; provenance.</summary>
    public double? Alpha { get; init; }

    /// <summary>Draws that alpha was counted over; provenance.</summary>
    public long? Draws { get; init; }

    /// <summary>Training samples per class; provenance.</summary>
    public long? SamplesPerClass { get; init; }

    /// <summary>Hash of the constraint that labelled the samples; provenance.</summary>
    public string? ConstraintHash { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "network";

    /// <inheritdoc/>
    public override Classifier Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks, string pointer)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        var preconditioner = Preconditioning ?? manifest.Preconditioning
            ?? throw Invalid("A classifier that is a network needs preconditioning, its own or the model's.", $"{pointer}/preconditioning");
        foreach (var (member, problem) in Architecture.Problems())
        {
            throw Invalid($"{member} {problem}.", $"{pointer}/architecture/{member}");
        }

        var (inputs, outputs) = (manifest.Dimension(), Head == ClassifierHead.Agent ? manifest.Shape[0] : 1);
        var bytes = files.Read(Weights, $"{pointer}/weights");
        try
        {
            var evaluator = NetworkEvaluators.Create(Architecture, SafeTensorsFile.Parse(bytes), inputs, outputs, networks ?? new NetworkOptions());
            try
            {
                evaluator.WarmUp();
                var cost = Engine.Pricing.ValueAndVjp * Architecture.MegaFlopsPerRow(inputs, outputs);
                return new NetworkClassifier(evaluator, preconditioner, LogitScale, manifest.Process.Create().SigmaMin, cost, TimeIndependent)
                {
                    PriorShift = PriorShift ?? 0,
                };
            }
            catch
            {
                evaluator.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is SafeTensorsException or NetworkWeightsException)
        {
            throw Invalid($"{Weights.File}: {exception.Message}", $"{pointer}/weights");
        }
    }
}
