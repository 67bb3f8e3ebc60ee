using System.Diagnostics;

namespace GenPhys.Repository.Tests;

/// <summary>The files that git tracks, or would if they were added.</summary>
internal static class WorkingCopy
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Git("ls-files", "--cached", "--others", "--exclude-standard").Where(path => File.Exists(Absolute(path)))];

    public static IEnumerable<string> Matching(string suffix) =>
        Files.Where(path => path.EndsWith(suffix, StringComparison.Ordinal));

    public static string Absolute(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Absolute(path));

    private static string[] Git(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GenPhys.sln")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException("No GenPhys.sln above " + AppContext.BaseDirectory);
    }
}
