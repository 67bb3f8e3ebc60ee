namespace GenPhys.Cli.Tests;

/// <summary>Mistakes end with one line on stderr that names the member, exit code 2, and nothing done.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("train nowhere.json", "nowhere.json cannot be read")]
    [InlineData("train tiny.json --device gpu", "--device is 'gpu'")]
    [InlineData("train tiny.json --threads 0", "--threads is 0")]
    [InlineData("train tiny.json --steps 0", "steps: is 0")]
    [InlineData("train tiny.json --seed -1", "seed: is -1")]
    [InlineData("train tiny.json --resume --fresh", "exclude each other")]
    [InlineData("train tiny.json --stpes 3", "--stpes")]
    [InlineData("sample tiny -o x.png", "tiny")]
    [InlineData("sample tiny -o x.gif", ".csv, .npy, .png, .svg")]
    [InlineData("sample tiny -o x.npy --sampler huen", "--sampler.kind: 'huen' is not a known kind")]
    [InlineData("sample tiny -o x.npy --sampler {\"kind\":\"heun\",\"stpes\":3}", "--sampler.stpes")]
    [InlineData("sample tiny -o x.npy --steps 3", "--steps needs --sampler")]
    [InlineData("evaluate tiny --recipe tiny.json -n 0", "--count is 0")]
    [InlineData("evaluate tiny", "--recipe")]
    [InlineData("evaluate tiny --recipe nowhere.json", "nowhere.json cannot be read")]
    [InlineData("plot points nowhere.npy -o x.svg", "nowhere.npy")]
    [InlineData("plot points tiny.json -o x.svg", "not a .npy file")]
    [InlineData("", "command")]
    public async Task A_mistake_is_named_in_one_line(string arguments, string complaint)
    {
        var before = Directory.EnumerateFileSystemEntries(_project.Folder).Count();

        var result = await CliProcess.RunAsync(_project.Folder, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(complaint, result.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_project.Folder).Count());
    }

    [Theory]
    [InlineData("\"steps\": 150", "\"stpes\": 150", "stpes: ")]
    [InlineData("\"batch\": 64", "\"batch\": 65", "batch: is 65")]
    [InlineData("\"kind\": \"checkerboard\"", "\"kind\": \"chess\"", "data.kind: 'chess' is not a known kind")]
    [InlineData("\"sigmaData\": 1", "\"sigmaData\": 0", "preconditioning.sigmaData: ")]
    public async Task A_bad_recipe_is_refused_before_the_first_step(string old, string replacement, string complaint)
    {
        _project.WriteRecipe("bad.json", old, replacement);

        var result = await CliProcess.RunAsync(_project.Folder, ["train", "bad.json"]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("genphys: " + complaint, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project["models"]));
    }

    [Theory]
    [InlineData("[[0,1],[2,NaN],[4,5],[6,7]]", "row 1, column 1")]
    [InlineData("[[0,1]]", "at least 3")]
    public async Task Bad_data_are_refused_before_the_first_step(string rows, string complaint)
    {
        var values = rows.Trim('[', ']').Replace("],[", ",", StringComparison.Ordinal).Split(',').Select(float.Parse).ToArray();
        using (var file = File.Create(_project["bad.npy"]))
        {
            Training.Datasets.NpyFile.Write(file, values, 2);
        }

        _project.WriteRecipe("bad.json", "{ \"kind\": \"checkerboard\", \"count\": 64, \"heldOut\": 32 }", "{ \"kind\": \"npy\", \"path\": \"bad.npy\" }");

        var result = await CliProcess.RunAsync(_project.Folder, ["train", "bad.json"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("data.path: bad.npy", result.Errors, StringComparison.Ordinal);
        Assert.Contains(complaint, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 6 }, "must be (rows, columns)")]
    [InlineData(new long[] { 2, 3, 1 }, "must be (rows, columns)")]
    [InlineData(null, "folder.npy cannot be read")]
    public async Task Data_of_another_shape_or_that_cannot_be_read_are_refused(long[]? shape, string complaint)
    {
        if (shape is null)
        {
            Directory.CreateDirectory(_project["folder.npy"]);
        }
        else
        {
            var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
            File.WriteAllBytes(_project["folder.npy"], [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[24]]);
        }

        _project.WriteRecipe("bad.json", "{ \"kind\": \"checkerboard\", \"count\": 64, \"heldOut\": 32 }", "{ \"kind\": \"npy\", \"path\": \"folder.npy\" }");

        var result = await CliProcess.RunAsync(_project.Folder, ["train", "bad.json"]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("data.path", result.Errors, StringComparison.Ordinal);
        Assert.Contains(complaint, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project["models"]));
    }

    [Theory]
    [InlineData("--output", "the model tiny needs")]
    [InlineData("--work", "/dev/full")]
    public async Task A_place_that_takes_no_files_is_told_of_before_the_first_step(string option, string complaint)
    {
        var result = await CliProcess.RunAsync(_project.Folder, ["train", "tiny.json", option, "/dev/full/place"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(complaint, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project["models"]));
    }
}
