using System.Globalization;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>Reads and writes <c>model.json</c>.</summary>
public static class ManifestFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "model.json";

    /// <summary>The longest manifest that is read: 16 MiB.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Reads and checks the manifest of an artifact folder <c>name/version</c>.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <returns>The manifest, with name and version filled in.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ArtifactInvalid"/> with the JSON pointer of what is wrong.</exception>
    public static ModelManifest Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var full = Path.GetFullPath(folder);
        var name = Path.GetFileName(Path.GetDirectoryName(full))!;
        var version = int.Parse(Path.GetFileName(full), CultureInfo.InvariantCulture);
        ModelManifest manifest;
        try
        {
            var file = new FileInfo(Path.Combine(full, FileName));
            if (file.Length > MaxBytes)
            {
                throw Invalid($"{FileName} has {file.Length} bytes; at most {MaxBytes} are read.", "");
            }

            manifest = StrictJson.Read(File.ReadAllBytes(file.FullName), ManifestJson.ModelManifest);
        }
        catch (GenPhysException exception) when (exception.Code != ErrorCode.ArtifactInvalid)
        {
            throw Invalid(exception.Message, exception.Pointer ?? "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"{FileName} cannot be read: {exception.Message}", "");
        }

        Check(manifest, name, version);
        return manifest with { Name = name, Version = version };
    }

    /// <summary>Writes a manifest so that a reader sees the old file or the new one, never a part.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <param name="manifest">The manifest.</param>
    public static void Write(string folder, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{FileName}.{Environment.ProcessId}");
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, manifest, ManifestJson.ModelManifest);
            stream.WriteByte((byte)'\n');
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path.Combine(folder, FileName), overwrite: true);
    }

    private static void Check(ModelManifest manifest, string name, int version)
    {
        Require(manifest.Schema == ModelManifest.CurrentSchema, $"Schema {manifest.Schema} is not known; this service reads {ModelManifest.CurrentSchema}.", "/schema");
        Require(manifest.Name is null || manifest.Name == name, $"The name {manifest.Name} differs from the folder's, {name}.", "/name");
        Require(manifest.Version is null || manifest.Version == version, $"The version {manifest.Version} differs from the folder's, {version}.", "/version");
        Require(
            manifest.Shape.Length > 0 && manifest.Shape.All(extent => extent >= 1) && manifest.Shape.Aggregate(1L, (p, e) => Math.Min(p * e, 1L << 31)) <= 1 << 24,
            "A shape has one or more extents of 1 or more, at most 16,777,216 coordinates in all.",
            "/shape");
        var dimension = manifest.Dimension();
        Require(manifest.Columns is null || manifest.Columns.Count == dimension, $"There are {manifest.Columns?.Count} columns for {dimension} coordinates.", "/columns");
        if (manifest.Normalisation is { } normalisation)
        {
            Require(normalisation.Mean.Length == dimension && normalisation.Mean.All(double.IsFinite), $"{dimension} finite means are needed.", "/normalisation/mean");
            Require(
                normalisation.Scale.Length == dimension && normalisation.Scale.All(s => double.IsFinite(s) && s > 0),
                $"{dimension} finite scales above 0 are needed.",
                "/normalisation/scale");
        }

        GenerativeProcess process;
        try
        {
            process = manifest.Process.Create();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw Invalid(exception.Message, $"/process/{exception.ParamName}");
        }

        foreach (var (member, problem) in process.Problems(dimension))
        {
            throw Invalid(problem, $"/process/{member}");
        }

        foreach (var (member, problem) in manifest.Preconditioning?.Problems() ?? [])
        {
            throw Invalid($"{member} {problem}.", $"/preconditioning/{member}");
        }

        Require(
            (manifest.Guidance?.Count ?? 0) <= LaneAddress.MaxTerms,
            $"A guidance stack has at most {LaneAddress.MaxTerms} classifiers.",
            "/guidance");
        for (var i = 0; i < (manifest.Guidance?.Count ?? 0); i++)
        {
            Require(
                manifest.Guidance![i].PriorShift is not { } shift || (shift >= -100 && shift <= 100),
                "A prior shift is a number from -100 to 100.",
                $"/guidance/{i}/priorShift");
        }

        manifest.Latents?.Check();
        Require(manifest.Condition is null or { ValueKind: JsonValueKind.Null }, "Conditions are not built into this service.", "/condition");
    }

    private static void Require(bool holds, string detail, string pointer)
    {
        if (!holds)
        {
            throw Invalid(detail, pointer);
        }
    }

    private static GenPhysException Invalid(string detail, string pointer) => new(ErrorCode.ArtifactInvalid, detail, pointer);
}
