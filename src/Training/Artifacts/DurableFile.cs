namespace GenPhys.Training.Artifacts;

/// <summary>Writes files that a kill leaves whole or not there.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file beside its place and renames it into it.</summary>
    /// <param name="path">The file; what it held before stays until the new content is on disk.</param>
    /// <param name="bytes">Its content.</param>
    public static void Write(string path, byte[] bytes)
    {
        using (var file = File.Create(path + ".part"))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }
}
