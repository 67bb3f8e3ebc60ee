using System.Globalization;
using GenPhys.Training.Checkpoints;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Artifacts;

/// <summary>Puts an artifact into a repository, whole or not at all.</summary>
internal static class Publication
{
    private const string PartSuffix = ".part";

    /// <summary>Publishes a model.</summary>
    /// <param name="repository">The repository's folder; made when missing.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="replace">Takes the place of the newest version instead of becoming the next one.</param>
    /// <param name="write">Writes the artifact into the folder that it is given.</param>
    /// <returns>The artifact's folder.</returns>
    public static string Publish(string repository, string name, bool replace, Action<string> write)
    {
        var model = Path.Combine(Path.GetFullPath(repository), name);
        Directory.CreateDirectory(model);
        foreach (var left in Directory.EnumerateDirectories(model, ".*" + PartSuffix).ToArray())
        {
            Directory.Delete(left, recursive: true);
        }

        var newest = Newest(model);
        var version = replace ? Math.Max(1, newest) : newest + 1;
        var folder = Path.Combine(model, version.ToString(CultureInfo.InvariantCulture));
        var part = Path.Combine(model, $".{version}{PartSuffix}");
        try
        {
            write(part);
        }
        catch
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }

            DropEmpty(model);
            throw;
        }

        if (Directory.Exists(folder))
        {
            var old = Path.Combine(model, $".{version}.old{PartSuffix}");
            Directory.Move(folder, old);
            Directory.Move(part, folder);
            Directory.Delete(old, recursive: true);
        }
        else
        {
            Directory.Move(part, folder);
        }

        return folder;
    }

    /// <summary>Makes sure, before the work begins, that an artifact will fit into the repository; leaves nothing behind.</summary>
    /// <param name="repository">The repository's folder.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="bytes">Bytes of the artifact.</param>
    /// <exception cref="RecipeException">The repository cannot be written to, or its disk has no such room.</exception>
    public static void RequireRoom(string repository, string name, long bytes)
    {
        var root = Path.GetFullPath(repository);
        var (model, isNew) = (Path.Combine(root, name), !Directory.Exists(root));
        DiskSpace.Require(model, bytes, $"the model {name}");
        DropEmpty(model);
        if (isNew)
        {
            DropEmpty(root);
        }
    }

    /// <summary>The folder of a model's newest version.</summary>
    /// <param name="repository">The repository's folder.</param>
    /// <param name="name">The model's name.</param>
    /// <returns>The folder, or null where there is none.</returns>
    public static string? Newest(string repository, string name)
    {
        var model = Path.Combine(Path.GetFullPath(repository), name);
        return Directory.Exists(model) && Newest(model) is > 0 and var version ? Path.Combine(model, version.ToString(CultureInfo.InvariantCulture)) : null;
    }

    private static int Newest(string model) => Directory.EnumerateDirectories(model)
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)
        .DefaultIfEmpty(0)
        .Max();

    private static void DropEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
