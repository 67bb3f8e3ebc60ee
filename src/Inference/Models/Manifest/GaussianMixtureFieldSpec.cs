using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>The exact field of a mixture of isotropic Gaussians, in the model's normalised units.</summary>
public sealed record GaussianMixtureFieldSpec : FieldSpec
{
    /// <summary>Weights, positive; scaled to sum to 1, <c>[components]</c>.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Means, <c>[components][dim]</c>.</summary>
    public required double[][] Means { get; init; }

    /// <summary>Standard deviations, 0 or more, <c>[components]</c>.</summary>
    public required double[] StandardDeviations { get; init; }

    /// <summary>Class of each component, from 0, by which requests condition the field, <c>[components]</c>; no condition where absent.</summary>
    public int[]? Classes { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "gaussianMixture";

    /// <inheritdoc/>
    public override BuiltField Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Process.Create() is not DiffusionProcess)
        {
            throw new GenPhysException(
                ErrorCode.ArtifactInvalid, "A Gaussian mixture has a closed form under Gaussian kernels only: edm, ve, vp, ddpm or diffusion.", "/process/kind");
        }

        GaussianMixtureField field;
        try
        {
            field = new GaussianMixtureField(Weights, Means, StandardDeviations, Classes);
        }
        catch (ArgumentException exception)
        {
            throw new GenPhysException(ErrorCode.ArtifactInvalid, exception.Message, "/field");
        }

        if (field.Dimension != manifest.Dimension())
        {
            throw new GenPhysException(
                ErrorCode.ArtifactInvalid,
                $"The means have {field.Dimension} coordinates; the shape asks for {manifest.Dimension()}.",
                "/field/means");
        }

        // Some twenty operations per component and coordinate.
        return new BuiltField(field, 2e-5 * Weights.Length * field.Dimension, "closed form, float64");
    }
}
