using System.Globalization;
using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Models.Repository;

/// <summary>The folder <c>root/name/version/model.json</c> as it is on disk now.</summary>
/// <param name="root">Path of the folder.</param>
internal sealed class ModelFolder(string root)
{
    public string Root => root;

    /// <summary>Names with a version each; a name that an address could not tell from a version is none.</summary>
    public IEnumerable<string> Names() => !Directory.Exists(root)
        ? []
        : Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Where(name => !name.Contains('@') && VersionsOf(name).Length > 0);

    /// <summary>The versions of a name, ascending.</summary>
    public int[] VersionsOf(string name)
    {
        var folder = Path.Combine(root, name);
        return !Directory.Exists(folder)
            ? []
            : [
                .. Directory.EnumerateDirectories(folder)
                    .Select(path => ModelAddress.ParseVersion(Path.GetFileName(path)) ?? 0)
                    .Where(version => version > 0 && File.Exists(Path.Combine(PathOf(name, version), ManifestFile.FileName)))
                    .Order(),
            ];
    }

    public string PathOf(string name, int version) => Path.Combine(root, name, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>The manifest; null where it cannot be read, which is reported when somebody loads the model.</summary>
    public ModelManifest? TryRead(string name, int version)
    {
        try
        {
            return ManifestFile.Read(PathOf(name, version));
        }
        catch (GenPhysException)
        {
            return null;
        }
    }
}
