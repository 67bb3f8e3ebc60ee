using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;

namespace GenPhys.Training.Disco;

/// <summary>An artifact's field, and its codes where it has any, on the caller's thread: what analysis reads.</summary>
public sealed class LoadedDisco : IDisposable
{
    private readonly CodeEncoder? _encoder;

    private LoadedDisco(ModelManifest manifest, IField field, LatentCodes? codes, CodeEncoder? encoder) =>
        (Manifest, Field, Codes, _encoder) = (manifest, field, codes, encoder);

    /// <summary>The manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The field.</summary>
    public IField Field { get; }

    /// <summary>The law of the codes; null for a model without any.</summary>
    public LatentCodes? Codes { get; }

    /// <summary>Reads an artifact.</summary>
    /// <param name="folder">Its folder, <c>name/version</c>.</param>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public static LoadedDisco Open(string folder)
    {
        var manifest = ManifestFile.Read(folder);
        var files = new ArtifactFiles(folder);
        var field = manifest.Field.Build(manifest, files).Field;
        return new LoadedDisco(manifest, field, manifest.Latents?.Build(field, files), manifest.Latents?.Encoder?.Build(manifest, files));
    }

    /// <summary>Codes by the prior, the same ones at every call.</summary>
    /// <param name="rows">Rows.</param>
    /// <returns><c>[rows, slots]</c>; null for a model without codes.</returns>
    public int[]? Draw(int rows)
    {
        if (Codes is null)
        {
            return null;
        }

        var slots = Codes.Sizes.Count;
        var codes = new int[rows * slots];
        for (var row = 0; row < rows; row++)
        {
            Codes.Prior.Draw(new RowIdentity(0, (uint)row), 0, Codes.Temperature, codes.AsSpan(row * slots, slots));
        }

        return codes;
    }

    /// <summary>Codes by the encoder, drawn once for each point.</summary>
    /// <param name="points">Clean points.</param>
    /// <returns><c>[points, slots]</c>; null for a model without an encoder.</returns>
    public int[]? Encode(PointSet points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return _encoder is null
            ? null
            : new CodeSource(_encoder.Logits(points.Values.ToArray()), Manifest.Latents!.Sizes).DrawAll(new NoiseKey(0, 0, NoisePurpose.TrainingCode));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Field.Dispose();
        _encoder?.Dispose();
    }
}
