using System.Security.Cryptography;
using System.Text.Json.Serialization;
using GenPhys.Contracts;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A file of an artifact, named beside <c>model.json</c> with the hash of its bytes.</summary>
public sealed record FileReference
{
    /// <summary>Plain file name in the artifact's folder; no folders.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the bytes, 64 hexadecimal digits.</summary>
    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }
}

/// <summary>The folder of one artifact: reads its files only by plain name and only when their hash is right.</summary>
/// <param name="folder">Path of the folder.</param>
public sealed class ArtifactFiles(string folder)
{
    /// <summary>Path of the folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Reads a file after checking its hash.</summary>
    /// <param name="reference">Name and hash.</param>
    /// <param name="pointer">JSON pointer of the reference, for errors.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ArtifactInvalid"/>: the name is not plain, the file is missing, or the hash differs.</exception>
    public byte[] Read(FileReference reference, string pointer)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var name = reference.File;
        if (name.Length == 0 || name is "." or ".." || name.IndexOfAny(['/', '\\', '\0']) >= 0)
        {
            throw Invalid("A file must be named plainly, without folders.", pointer + "/file");
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(Path.Combine(Folder, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"The file {name} cannot be read: {exception.Message}", pointer + "/file");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return string.Equals(hash, reference.Sha256, StringComparison.OrdinalIgnoreCase)
            ? bytes
            : throw Invalid($"The file {name} has the SHA-256 {hash}; the manifest gives {reference.Sha256}.", pointer + "/sha256");
    }

    private static GenPhysException Invalid(string detail, string pointer) => new(ErrorCode.ArtifactInvalid, detail, pointer);
}
