namespace GenPhys.Cli.Tests;

/// <summary>The width of a processor's vectors, which the runtime can be told to ignore, changes no bit.</summary>
public sealed class ProcessorTests : IDisposable
{
    private const string Model = """
        { "schema": 1, "name": "modes", "shape": [3], "process": { "kind": "edm" },
          "field": { "kind": "gaussianMixture", "weights": [1, 2], "means": [[1, 0, -1], [-1, 1, 0.5]], "standardDeviations": [0.5, 0.7] } }
        """;

    private const string Request = """
        { "count": 20, "seed": 7, "sampler": { "kind": "edmStochastic", "steps": 8, "sChurn": 4 },
          "guidance": [{ "kind": "loss", "samples": 101, "loss": { "kind": "distance", "weight": 3, "to": { "kind": "box", "low": [0, 0, 0], "high": [1, 1, 1] } } }] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    public async Task Noise_and_draws_are_the_same_bits(string switchedOff)
    {
        var model = Directory.CreateDirectory(Path.Combine(_folder, "models", "modes", "1")).FullName;
        await File.WriteAllTextAsync(Path.Combine(model, "model.json"), Model);
        await File.WriteAllTextAsync(Path.Combine(_folder, "request.json"), Request);
        foreach (var value in new[] { "1", "0" })
        {
            var result = await CliProcess.RunWithAsync(_folder, switchedOff, value, "sample", "modes", "--request", "request.json", "-o", $"{value}.npy");
            Assert.True(result.ExitCode == 0, result.Errors);
        }

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, "1.npy")), await File.ReadAllBytesAsync(Path.Combine(_folder, "0.npy")));
    }
}
