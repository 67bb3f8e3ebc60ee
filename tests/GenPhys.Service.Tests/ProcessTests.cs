using System.Net;
using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The service as a process: how it ends, and how it refuses to begin.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task On_sigterm_the_running_request_is_finished_and_the_process_ends_well()
    {
        using var models = new ModelFolder().AddGaussian("gaussian");
        using var process = new ServiceProcess("--Http:Port=0", "--Models:Path=" + models.Path, "--Shutdown:DrainSeconds=60");
        using var client = new HttpClient { BaseAddress = await process.Listening.WaitAsync(Patience) };
        while ((await client.GetAsync("/health/ready")).StatusCode != HttpStatusCode.OK)
        {
        }

        using var response = await client.SendAsync(
            Http.Sample("""{ "count": 100000, "seed": 1, "sampler": { "kind": "heun", "steps": 40 } }""", accept: "text/event-stream"),
            HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: progress", await reader.ReadLineAsync());

        process.Terminate();
        while ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
        {
        }

        using var refused = await client.SendAsync(Http.Sample("""{ "count": 1 }"""));
        await refused.ProblemAsync(503, "draining");
        var lines = (await reader.ReadToEndAsync().WaitAsync(Patience)).TrimEnd().Split('\n');
        Assert.Equal("event: result", lines[^2]);
        Assert.Equal(100000, JsonSerializer.Deserialize(lines[^1]["data: ".Length..], ContractsJson.Default.SampleResponse)!.Samples.Count);
        Assert.Equal(0, await process.ExitedAsync());
        Assert.Contains("Every running request has finished", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Limits:MaxRwos=10", "Limits:MaxRwos")]
    [InlineData("--Models:Path=/nowhere/at/all", "Models:Path")]
    [InlineData("--Device=abacus", "Device")]
    [InlineData("--Http:Address=0.0.0.0", "--insecure")]
    public async Task A_wrong_setting_is_told_in_a_line(string argument, string name)
    {
        using var process = new ServiceProcess("--Http:Port=0", argument);
        Assert.Equal(2, await process.ExitedAsync());
        Assert.StartsWith("Configuration: ", process.Output, StringComparison.Ordinal);
        Assert.Contains(name, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }
}
