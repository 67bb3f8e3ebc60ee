using System.Globalization;
using System.Text;
using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults;

/// <summary>The results of all reproductions, one JSON file each, and the page <c>reproduction.md</c> that is made of them.</summary>
/// <param name="docs">The folder of the documents.</param>
public sealed class ReproductionPage(string docs)
{
    private string Folder => Path.Combine(docs, "reproduction");

    /// <summary>Keeps a result in place of an earlier one of the same id, and writes the page anew.</summary>
    /// <param name="result">The result.</param>
    public void Add(ReproductionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(Folder);
        WriteWhole(Path.Combine(Folder, result.Id + ".json"), [.. JsonSerializer.SerializeToUtf8Bytes(result, RecipeJson.ReproductionResult), (byte)'\n']);
        Write();
    }

    /// <summary>Writes the page from the results at hand.</summary>
    public void Write() => WriteWhole(Path.Combine(docs, "reproduction.md"), Encoding.UTF8.GetBytes(Text()));

    /// <summary>The page's text.</summary>
    public string Text()
    {
        var results = Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, "*.json").Select(file => StrictJson.Read(File.ReadAllBytes(file), RecipeJson.ReproductionResult)).ToList()
            : [];
        var order = Reproductions.All.Select(r => r.Id).ToList();
        var text = new StringBuilder();
        text.Append("""
            # Published results, trained anew

            Each section is one published claim or table that two cores can train: the published figure beside ours, and what ours has to be.
            `scripts/genphys reproduce <id>` trains and checks one from scratch, `scripts/genphys reproduce --list` names them all, and
            `scripts/genphys reproduce` without an id does them one after the other. The command writes this page. A run that finds its own
            checkpoints goes on from them, so its minutes may be those of the last part; `--fresh` begins anew.


            """);
        foreach (var result in results.OrderBy(r => order.IndexOf(r.Id) is var at && at < 0 ? int.MaxValue : at).ThenBy(r => r.Id, StringComparer.Ordinal))
        {
            Append(text, result);
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Append(StringBuilder text, ReproductionResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {result.Id}\n\n{result.Claim}\n({result.Source}; last run: {result.Minutes:0.#} minutes.)\n\n");
        text.Append("| quantity | published | ours | has to be | holds |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in result.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Quantity} | {row.Published ?? "-"} | {row.Ours?.ToString("G4", CultureInfo.InvariantCulture) ?? "no number"} | {row.Gate?.ToString() ?? "reported"} | {Word(row.Holds)} |\n");
        }

        text.Append('\n');
        if (result.Deviations is { } deviations)
        {
            text.Append(CultureInfo.InvariantCulture, $"{deviations}\n\n");
        }
    }

    private static string Word(bool? holds) => holds switch { true => "yes", false => "**no**", null => "-" };

    private static void WriteWhole(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".part", bytes);
        File.Move(path + ".part", path, overwrite: true);
    }
}
