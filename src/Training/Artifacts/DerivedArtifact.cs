using System.Security.Cryptography;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Training.Artifacts;

/// <summary>Writes a model that is another one with parts added: the files of that one, further files of weights, and a manifest that names them.</summary>
internal static class DerivedArtifact
{
    /// <summary>Takes over the files of a model; nothing where it has none.</summary>
    /// <param name="folder">The artifact's folder, <c>name/version</c>; made when missing.</param>
    /// <param name="baseFolder">The other model's folder; null for one without files.</param>
    public static void CopyFiles(string folder, string? baseFolder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in baseFolder is null ? [] : Directory.EnumerateFiles(baseFolder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>Writes a file of weights.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="weights">The weights.</param>
    /// <returns>The name with its hash, for the manifest.</returns>
    public static FileReference AddWeights(string folder, string name, SafeTensorsFile weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var bytes = weights.ToArray();
        using (var file = File.Create(Path.Combine(folder, name)))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        return new FileReference { File = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }
}
