using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>The exact field of a finite data set under the process's own kernel, in the model's normalised units.</summary>
public sealed record EmpiricalFieldSpec : FieldSpec
{
    /// <summary>Data points, <c>[points][dim]</c>, 1 to 100,000 of them.</summary>
    public required double[][] Points { get; init; }

    /// <summary>Masses of the points, positive, <c>[points]</c>; equal where absent.</summary>
    public double[]? Weights { get; init; }

    /// <summary>Class of each point, from 0, by which requests condition the field, <c>[points]</c>; no condition where absent.</summary>
    public int[]? Classes { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "empirical";

    /// <inheritdoc/>
    public override BuiltField Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (Points.Length > 100_000)
        {
            throw new GenPhysException(ErrorCode.ArtifactInvalid, $"There are {Points.Length} points; at most 100,000 are served.", "/field/points");
        }

        try
        {
            var field = new EmpiricalField(Points, manifest.Process.Create(), Weights, Classes);
            return field.Dimension == manifest.Dimension()
                ? new BuiltField(field, 1e-5 * Points.Length * field.Dimension, "exact field of a data set, float64")
                : throw new GenPhysException(
                    ErrorCode.ArtifactInvalid,
                    $"The points have {field.Dimension} coordinates; the shape asks for {manifest.Dimension()}.",
                    "/field/points");
        }
        catch (ArgumentException exception)
        {
            throw new GenPhysException(ErrorCode.ArtifactInvalid, exception.Message, "/field");
        }
    }
}
