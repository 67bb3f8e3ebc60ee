using System.Text.Json.Serialization;
using GenPhys.Inference.Codes;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A network that reads the model's latent codes: its shape, how codes enter, and its file of weights with the embeddings.</summary>
public sealed record CodedNetworkFieldSpec : FieldSpec
{
    /// <summary>Prefix of the network's arrays in the file of weights.</summary>
    public const string NetworkPrefix = "network.";

    /// <summary>Prefix of the embeddings' arrays.</summary>
    public const string CodesPrefix = "codes.";

    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>How codes enter it.</summary>
    public required CodeLayout Codes { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "codedNetwork";

    /// <inheritdoc/>
    public override BuiltField Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        var preconditioner = manifest.Preconditioning
            ?? throw PartNetwork.Invalid("A field that is a network needs preconditioning.", "/preconditioning");
        var latents = manifest.Latents ?? throw PartNetwork.Invalid("A network that reads codes needs the model's latents.", "/latents");
        foreach (var (at, problems) in new[] { ("architecture", Architecture.Problems()), ("codes", Codes.Problems()) })
        {
            foreach (var (member, problem) in problems)
            {
                throw PartNetwork.Invalid($"{member} {problem}.", $"/field/{at}/{member}");
            }
        }

        if (Architecture.Misfit(Codes, latents.Sizes.Length) is { } misfit)
        {
            throw PartNetwork.Invalid($"The network {misfit}.", "/field/codes");
        }

        var outputs = preconditioner.Outputs(manifest.Dimension());
        var inputs = manifest.Dimension() + Codes.Columns(latents.Sizes.Length);
        var bytes = files.Read(Weights, "/field/weights");
        INetworkEvaluator? evaluator = null;
        try
        {
            var file = SafeTensorsFile.Parse(bytes);
            var columns = new CodeColumns(Codes, latents.Sizes, outputs, Part(file, CodesPrefix));
            evaluator = NetworkEvaluators.Create(Architecture, Part(file, NetworkPrefix), inputs, outputs, networks ?? new NetworkOptions());
            var report = evaluator.WarmUp();
            return new BuiltField(
                new NetworkField(evaluator, preconditioner, classes: 0, columns), Architecture.MegaFlopsPerRow(inputs, outputs), $"{report.Evaluator}, with latent codes");
        }
        catch (Exception exception) when (exception is SafeTensorsException or NetworkWeightsException)
        {
            evaluator?.Dispose();
            throw PartNetwork.Invalid($"{Weights.File}: {exception.Message}", "/field/weights");
        }
        catch
        {
            evaluator?.Dispose();
            throw;
        }
    }

    private static SafeTensorsFile Part(SafeTensorsFile file, string prefix) => new(file.Tensors
        .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(tensor => new SafeTensor(tensor.Name[prefix.Length..], tensor.Type, tensor.Shape, tensor.Data)));
}
