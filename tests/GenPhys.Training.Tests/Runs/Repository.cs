namespace GenPhys.Training.Tests.Runs;

/// <summary>The working copy that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Folder of the models that ship.</summary>
    public static string Models => Path.Combine(Root, "models");

    /// <summary>Folder of the first version of a model that ships.</summary>
    public static string Model(string name) => Path.Combine(Models, name, "1");

    /// <summary>Folder of the recipes that ship.</summary>
    public static string Recipes => Path.Combine(Root, "recipes");

    /// <summary>Folder of the documents.</summary>
    public static string Docs => Path.Combine(Root, "docs");

    /// <summary>Folder of the working copy.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "models")) || !Directory.Exists(Path.Combine(at.FullName, "recipes")))
        {
            at = at.Parent ?? throw new DirectoryNotFoundException("models");
        }

        return at.FullName;
    }
}
