using System.Text.Json;

namespace GenPhys.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class TrainCommandTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_recipe_becomes_a_model_that_can_be_sampled_and_drawn()
    {
        var trained = await Run("train", "tiny.json");
        Assert.Equal((0, ""), (trained.ExitCode, trained.Errors));
        Assert.Contains("held-out loss", trained.Output, StringComparison.Ordinal);
        Assert.Contains("published models/tiny/1", trained.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', trained.Output);
        using (var manifest = JsonDocument.Parse(File.ReadAllText(_project["models/tiny/1/model.json"])))
        {
            var training = manifest.RootElement.GetProperty("training");
            Assert.Equal(("stf", 150), (training.GetProperty("target").GetString(), training.GetProperty("steps").GetInt32()));
            Assert.InRange(training.GetProperty("metrics").GetProperty("infractionRateEuler8").GetDouble(), 0.01, 0.99);
        }

        var large = await Run("sample", "tiny", "--count", "40", "--seed", "7", "-o", "large.csv");
        var small = await Run("sample", "tiny", "--count", "30", "--seed", "7", "-o", "small.csv");
        var array = await Run("sample", "tiny", "--count", "30", "--seed", "7", "-o", "small.npy");
        Assert.Equal((0, 0, 0), (large.ExitCode, small.ExitCode, array.ExitCode));
        Assert.Contains("15 evaluations", large.Output, StringComparison.Ordinal);
        var lines = File.ReadAllLines(_project["small.csv"]);
        Assert.Equal(File.ReadAllLines(_project["large.csv"])[..31], lines);
        var values = Training.Datasets.NpyFile.Read(_project["small.npy"]).Values.ToArray();
        Assert.Equal(lines[1..].SelectMany(line => line.Split(',')).Select(float.Parse), values.Select(v => (float)v));

        var drawn = await Run("plot", "points", "small.npy", "-o", "small.svg", "--checkerboard");
        Assert.Equal((0, ""), (drawn.ExitCode, drawn.Errors));
        Assert.True(File.Exists(_project["small.svg"]));

        var evaluated = await Run(
            "evaluate", "tiny", "--recipe", "tiny.json", "-n", "100", "--sampler", "{\"kind\":\"edmStochastic\",\"sChurn\":5}", "--steps", "10", "--json", "found.json");
        Assert.Equal((0, ""), (evaluated.ExitCode, evaluated.Errors));
        using var found = JsonDocument.Parse(File.ReadAllText(_project["found.json"]));
        var measured = found.RootElement.GetProperty("measured").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());
        Assert.Equal(["infractionRate", "slicedWasserstein", "meanDiscrepancy", "reducedElbo", "elbo", "logLikelihood"], measured.Keys);
        Assert.All(measured, entry => Assert.Contains($"measured: {entry.Key} {entry.Value:G6}", evaluated.Output, StringComparison.Ordinal));

        // The bound lies below the density of the model, which for 16 time units of area is about -ln 8.
        Assert.InRange(measured["elbo"], -20, -Math.Log(8) + 0.1);
        var unknown = await Run("evaluate", "tiny", "--recipe", "tiny.json", "--metric", "beauty");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("slicedWasserstein", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_same_artifact()
    {
        // Long enough that the kill always arrives before the run is over, however late this process is scheduled.
        const string steps = "2000";
        Assert.Equal(0, (await Run("train", "tiny.json", "--steps", steps, "--output", "whole", "--work", "a")).ExitCode);

        foreach (var step in new[] { 25, 75, 125 })
        {
            var killed = await CliProcess.RunAsync(
                _project.Folder,
                ["train", "tiny.json", "--steps", steps, "--output", "parts", "--work", "b", "--resume"],
                line => line.StartsWith($"step {step}/", StringComparison.Ordinal) && line.Contains("held-out", StringComparison.Ordinal),
                process => process.Kill());
            Assert.Equal(128 + 9, killed.ExitCode);
            Assert.False(Directory.Exists(_project["parts"]));
        }

        var last = await Run("train", "tiny.json", "--steps", steps, "--output", "parts", "--work", "b", "--resume");
        Assert.Equal((0, ""), (last.ExitCode, last.Errors));
        Assert.Contains("resuming", last.Output, StringComparison.Ordinal);
        foreach (var file in new[] { "model.json", "weights.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(_project[$"whole/tiny/1/{file}"]), File.ReadAllBytes(_project[$"parts/tiny/1/{file}"]));
        }

        Assert.Equal(Events("a"), Events("b"));
        Assert.Equal(["1"], Directory.EnumerateDirectories(_project["parts/tiny"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_polite_stop_leaves_a_checkpoint_and_says_how_to_go_on()
    {
        var stopped = await CliProcess.RunAsync(
            _project.Folder,
            ["train", "tiny.json", "--steps", "1000000"],
            line => line.StartsWith("step 25/", StringComparison.Ordinal) && line.Contains("held-out", StringComparison.Ordinal),
            CliProcess.Terminate);

        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains("--resume", stopped.Errors, StringComparison.Ordinal);
        var log = File.ReadLines(_project["artifacts/training/tiny/log.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var (ended, saved) = (log[^1].GetProperty("step").GetInt32(), log.Last(e => e.GetProperty("event").GetString() == "checkpoint").GetProperty("step").GetInt32());
        Assert.Equal("ended", log[^1].GetProperty("event").GetString());
        Assert.Equal(ended, saved);

        var refused = await Run("train", "tiny.json");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--fresh", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_a_bar_with_the_time_left_and_the_loss()
    {
        var result = await CliProcess.RunOnTerminalAsync(_project.Folder, "train", "tiny.json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("100%", result.Output, StringComparison.Ordinal);
        Assert.Contains("held-out", result.Output, StringComparison.Ordinal);
        Assert.Contains("00:00:00", result.Output, StringComparison.Ordinal);
        Assert.Contains("published models/tiny/1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_added_or_replaced_as_asked()
    {
        Assert.Equal(0, (await Run("train", "tiny.json", "--steps", "2")).ExitCode);
        Assert.Equal(0, (await Run("train", "tiny.json", "--steps", "3", "--fresh")).ExitCode);
        Assert.Equal(0, (await Run("train", "tiny.json", "--steps", "4", "--fresh", "--replace")).ExitCode);

        Assert.Equal(["1", "2"], Directory.EnumerateDirectories(_project["models/tiny"]).Select(Path.GetFileName).Order());
        Assert.Contains("\"steps\": 2,", File.ReadAllText(_project["models/tiny/1/model.json"]), StringComparison.Ordinal);
        Assert.Contains("\"steps\": 4,", File.ReadAllText(_project["models/tiny/2/model.json"]), StringComparison.Ordinal);
    }

    private Task<CliResult> Run(params string[] arguments) => CliProcess.RunAsync(_project.Folder, arguments);

    // Steps and evaluations of the log, without their times; how often a run began and saved depends on the kills.
    private string[] Events(string work) =>
    [
        .. File.ReadLines(_project[$"{work}/tiny/log.jsonl"])
            .Where(line => line.Contains("\"steps\"", StringComparison.Ordinal) && !line.Contains("started", StringComparison.Ordinal) || line.Contains("\"evaluated\"", StringComparison.Ordinal))
            .Select(line => line.Split(",\"seconds\"")[0]),
    ];
}
