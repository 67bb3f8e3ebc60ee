using GenPhys.Training.Recipes;

namespace GenPhys.Training;

/// <summary>The folder of a run in stages: its lock, and the recipe that what lies in it was made by. One process at a time works in it.</summary>
internal sealed class StageFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <summary>Takes the folder.</summary>
    /// <param name="path">The folder; made when missing.</param>
    /// <param name="recipe">The recipe with every default written out.</param>
    /// <param name="fresh">Throws away what an earlier run left.</param>
    /// <exception cref="RecipeException">Another process has it, or it was begun with another recipe.</exception>
    public StageFolder(string path, byte[] recipe, bool fresh)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        try
        {
            _lock = new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RecipeException("", $"another process is training in {Path}", e);
        }

        try
        {
            Begin(recipe, fresh);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The place of a file or folder in it.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The bytes of a file that a stage leaves; made and kept where they are missing, renamed into place so that a kill leaves the whole or none.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="make">Makes the bytes; null where it was stopped.</param>
    /// <returns>The bytes, or null where it was stopped.</returns>
    public byte[]? Keep(string name, Func<byte[]?> make)
    {
        if (File.Exists(In(name)))
        {
            return File.ReadAllBytes(In(name));
        }

        if (make() is not { } bytes)
        {
            return null;
        }

        WriteWhole(In(name), bytes);
        return bytes;
    }

    public void Dispose() => _lock.Dispose();

    private static void WriteWhole(string path, byte[] bytes)
    {
        using (var file = File.Create(path + ".part"))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }

    private void Begin(byte[] recipe, bool fresh)
    {
        var file = In("recipe.json");
        if (!fresh && File.Exists(file))
        {
            RecipeException.ThrowUnless(
                File.ReadAllBytes(file).AsSpan().SequenceEqual(recipe), "", $"differs from the recipe of the run in {Path}: restore it, or start over with --fresh");
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(Path).Where(entry => entry != In("lock")).ToArray())
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }

        WriteWhole(file, recipe);
    }
}
