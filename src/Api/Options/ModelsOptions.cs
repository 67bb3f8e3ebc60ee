namespace GenPhys.Api.Options;

/// <summary>Section <c>Models</c>: where the models are.</summary>
internal sealed class ModelsOptions
{
    public const string Section = "Models";

    private const string Folder = "models";

    /// <summary>
    /// Folder that holds <c>name/version/model.json</c>; must exist when set. By default the folder <c>models</c> of the content root, or of the
    /// nearest folder above the program. Environment <c>GENPHYS_MODELS</c>.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Versions by model name that requests without a version get; the highest that is loaded, for a model without an entry.</summary>
    public Dictionary<string, int> Default { get; set; } = [];

    /// <summary>The folder to read.</summary>
    public string Resolve(string contentRoot)
    {
        if (!string.IsNullOrEmpty(Path))
        {
            return Path;
        }

        var above = new DirectoryInfo(AppContext.BaseDirectory);
        var candidates = new List<string> { System.IO.Path.Combine(contentRoot, Folder) };
        for (var at = above; at is not null; at = at.Parent)
        {
            candidates.Add(System.IO.Path.Combine(at.FullName, Folder));
        }

        return candidates.Find(Directory.Exists) ?? candidates[0];
    }
}
