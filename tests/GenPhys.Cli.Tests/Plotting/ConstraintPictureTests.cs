using GenPhys.Cli.Plotting;

namespace GenPhys.Cli.Tests.Plotting;

/// <summary>The pictures of constraints in the documents are what the command draws.</summary>
public sealed class ConstraintPictureTests
{
    private static readonly string Folder = Find();

    public static TheoryData<string> Views => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Views))]
    public void A_picture_is_drawn_from_the_file_beside_it(string name) =>
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, name + ".svg")), ConstraintPicture.Draw(ConstraintView.Read(Path.Combine(Folder, name + ".json"))));

    [Fact]
    public void A_view_that_is_none_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "constraint": { "kind": "disc", "center": [0, 0], "radius": 1 }, "low": [0], "side": 1 }""");
            Assert.Throws<CliException>(() => ConstraintView.Read(file));
            File.WriteAllText(file, """{ "low": [0, 0], "side": 1 }""");
            Assert.Throws<CliException>(() => ConstraintView.Read(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at.FullName, "docs", "constraints")))
        {
            at = at.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds docs/constraints.");
        }

        return Path.Combine(at.FullName, "docs", "constraints");
    }
}
