using System.Text.Json;
using Grpc.Health.V1;

namespace GenPhys.Grpc.Tests;

/// <summary>A server with a limit of 32 MiB, and what each real client reported of it, run once per client.</summary>
public sealed class RealClientFixture : IAsyncLifetime
{
    private readonly Dictionary<string, Task<Dictionary<string, string?>>> reports = new(StringComparer.Ordinal);

    internal TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync(options => options.MaxReceiveMessageSize = 32 << 20);
        Server.Health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>Fails with the client's own words unless it reported that the scenario went well.</summary>
    internal async Task AssertPassedAsync(string client, string scenario)
    {
        if (!reports.TryGetValue(client, out Task<Dictionary<string, string?>>? running))
        {
            reports.Add(client, running = RunAsync(client));
        }

        Dictionary<string, string?> report = await running;
        Assert.True(report.TryGetValue(scenario, out string? failure), $"{client} did not report {scenario}.");
        Assert.True(failure is null, $"{client}, {scenario}: {failure}");
    }

    private async Task<Dictionary<string, string?>> RunAsync(string client)
    {
        string address = Server.Address.Authority;
        string output = client == "grpc-js"
            ? await InstalledClients.RunAsync(
                "node", Path.Combine(InstalledClients.Scripts, "node.cjs"), address, InstalledClients.Folder, InstalledClients.Root)
            : await InstalledClients.RunAsync(
                "/usr/bin/python3", Path.Combine(InstalledClients.Scripts, "grpcio.py"), address, InstalledClients.Folder);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(entry => entry.GetProperty("name").GetString()!, entry => entry.GetProperty("failure").GetString());
    }
}
