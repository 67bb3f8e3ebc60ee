using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A trained network: its shape, its file of weights, and the manifest's preconditioning.</summary>
public sealed record NetworkFieldSpec : FieldSpec
{
    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>Classes that the network is told by a column each and one more for none, 1 to 4096; no condition where absent.</summary>
    public int? ClassCount { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "network";

    /// <inheritdoc/>
    public override BuiltField Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        var preconditioner = manifest.Preconditioning
            ?? throw Invalid("A field that is a network needs preconditioning.", "/preconditioning");
        if (manifest.Process.Create() is { HasBirthAndDeath: true } process)
        {
            throw Invalid($"A network gives no rate of birth and death, which the process {process.Kind} needs; serve it with a field of kind empirical.", "/process/kind");
        }

        foreach (var (member, problem) in Architecture.Problems())
        {
            throw Invalid($"{member} {problem}.", $"/field/architecture/{member}");
        }

        if (ClassCount is < 1 or > 4096)
        {
            throw Invalid("classCount must be from 1 to 4096.", "/field/classCount");
        }

        var classes = ClassCount ?? 0;
        var bytes = files.Read(Weights, "/field/weights");
        try
        {
            var field = NetworkField.Create(Architecture, SafeTensorsFile.Parse(bytes), preconditioner, manifest.Dimension(), networks, classes);
            try
            {
                var report = field.WarmUp();
                var inputs = field.Dimension + ClassColumns.Width(classes);
                return new BuiltField(field, Architecture.MegaFlopsPerRow(inputs, preconditioner.Outputs(field.Dimension)), report.Evaluator);
            }
            catch
            {
                field.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is SafeTensorsException or NetworkWeightsException)
        {
            throw Invalid($"{Weights.File}: {exception.Message}", "/field/weights");
        }
    }

    private static GenPhysException Invalid(string detail, string pointer) => new(ErrorCode.ArtifactInvalid, detail, pointer);
}
