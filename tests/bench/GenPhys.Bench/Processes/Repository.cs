namespace GenPhys.Bench.Processes;

/// <summary>Paths of the working copy that this program was built in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Peer => Path.Combine(Root, "tests", "bench", "peer.py");

    public static string Service => Path.Combine(Root, "src", "Api", "bin", "Release", "net10.0", "GenPhys.Api.dll");

    public static string Models => Environment.GetEnvironmentVariable("GENPHYS_MODELS") ?? Path.Combine(Root, "models");

    /// <summary>The folder of the newest version of a model.</summary>
    public static string Artifact(string model)
    {
        var versions = Directory.GetDirectories(Path.Combine(Models, model));
        return versions.MaxBy(folder => int.Parse(Path.GetFileName(folder)))
            ?? throw new DirectoryNotFoundException($"models/{model} holds no version.");
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
