using System.Runtime.InteropServices;
using System.Text.Json;
using GenPhys.Grpc.Tests;
using GenPhys.Service.Tests.Load;
using GenPhys.Service.Tests.Protection;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.Logging;

namespace GenPhys.Service.Tests.Clients;

/// <summary>A service with keys, and what each real client reported of it, run once per client.</summary>
public sealed class ServiceClientFixture : IAsyncLifetime
{
    private readonly Dictionary<string, Task<Dictionary<string, string?>>> _reports = new(StringComparer.Ordinal);
    private readonly QueueWatch _watch = new();

    private RunningHost _host = null!;
    private string _expected = "";

    private static string Scripts => Path.Combine(InstalledClients.Root, "tests", "GenPhys.Service.Tests", "Clients", "scripts");

    public async Task InitializeAsync()
    {
        _host = await RunningHost.StartAsync(args: Keys.Settings, around: _watch.Around, logLevel: LogLevel.Warning);
        _watch.Watch(_host);
        using var request = Keys.Request(HttpMethod.Post, "/v1/models/gaussian/samples", Keys.Sampler, """{ "count": 8, "seed": 7 }""");
        using var response = await _host.Client.SendAsync(request);
        _expected = Convert.ToHexStringLower(MemoryMarshal.AsBytes<float>((await response.SamplesAsync()).Flat()));
        await InstalledClients.RunAsync(Path.Combine(Scripts, "setup"));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    /// <summary>Fails with the client's own words unless it reported that the scenario went well.</summary>
    internal async Task AssertPassedAsync(string client, string scenario)
    {
        if (!_reports.TryGetValue(client, out var running))
        {
            _reports.Add(client, running = RunAsync(client));
        }

        var report = await running;
        Assert.True(report.TryGetValue(scenario, out var failure), $"{client} did not report {scenario}.");
        Assert.True(failure is null, $"{client}, {scenario}: {failure}");
    }

    /// <summary>Completes when nothing that a client has begun is left, and fails if the service complained of one.</summary>
    internal async Task AssertLeftNothingAsync()
    {
        await Task.WhenAll(_reports.Values);
        await _watch.EmptyAsync();
        Assert.Empty(_host.Log.Complaints);
    }

    private async Task<Dictionary<string, string?>> RunAsync(string client)
    {
        var (program, script) = client == "grpc-js" ? ("node", "node.cjs") : ("/usr/bin/python3", "grpcio.py");
        var output = await InstalledClients.RunAsync(
            program, Path.Combine(Scripts, script), _host.GrpcAddress.Authority, InstalledClients.Folder, Keys.Sampler, _expected, InstalledClients.Root);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(entry => entry.GetProperty("name").GetString()!, entry => entry.GetProperty("failure").GetString());
    }
}
