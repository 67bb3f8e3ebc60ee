using GenPhys.Training.Recipes;

namespace GenPhys.Training.Checkpoints;

/// <summary>Asks a disk for room before hours of work end in a file that does not fit.</summary>
internal static class DiskSpace
{
    /// <summary>Sets aside so many bytes in a folder and gives them back.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="bytes">Bytes that will be written there.</param>
    /// <param name="what">What they are for, for the message.</param>
    /// <exception cref="RecipeException">The folder cannot be written to, or its disk has no such room.</exception>
    public static void Require(string folder, long bytes, string what)
    {
        var probe = Path.Combine(folder, $".room.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(folder);
            using var file = File.OpenHandle(probe, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose, preallocationSize: bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException("", $"{what} needs {bytes / 1e6:F1} MB in {folder}: {e.Message}", e);
        }
    }
}
