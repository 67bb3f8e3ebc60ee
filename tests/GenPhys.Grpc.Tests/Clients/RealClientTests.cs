using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace GenPhys.Grpc.Tests;

/// <summary>Clients that others wrote, each in its own process.</summary>
[Trait("Category", "Slow")]
public sealed class RealClientTests(RealClientFixture fixture) : IClassFixture<RealClientFixture>
{
    private static readonly string[] Names =
    [
        "unary", "metadata", "serverStream", "clientStream", "duplex", "deadline", "cancel", "cancelStream", "errorDetails", "crash",
        "unimplemented", "sixteenMebibytes", "tooLarge", "gzipRequest", "gzipResponse", "twoHundredCalls", "healthCheck", "healthWatch",
        "reflection",
    ];

    public static TheoryData<string, string> Scenarios
    {
        get
        {
            var scenarios = new TheoryData<string, string>();
            foreach (string client in new[] { "grpc-js", "grpcio" })
            {
                foreach (string name in Names)
                {
                    scenarios.Add(client, name);
                }
            }

            return scenarios;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Client_passes(string client, string scenario) => fixture.AssertPassedAsync(client, scenario);

    [Theory]
    [InlineData("grpc-js", "node")]
    [InlineData("grpcio", "python")]
    public async Task Cancels_and_deadlines_of_clients_reach_the_handlers(string client, string prefix)
    {
        await fixture.AssertPassedAsync(client, "unary");
        foreach (string scenario in new[] { "deadline", "cancel stream" })
        {
            await fixture.Server.Gates.LeftAsync($"{prefix} {scenario}").WaitAsync(TimeSpan.FromSeconds(20));
        }

        // The crash that the clients ask for is the only error.
        string errors = string.Join("; ", fixture.Server.Logs.At(LogLevel.Error)
            .Where(text => !text.Contains("InvalidDataException", StringComparison.Ordinal)));
        Assert.True(errors.Length == 0, errors);
    }

    [Fact]
    public async Task Buf_calls_a_method_that_it_learned_by_reflection()
    {
        string buf = Path.Combine(InstalledClients.Folder, "node_modules", ".bin", "buf");
        string answer = await InstalledClients.RunAsync(
            buf,
            "curl",
            "--protocol",
            "grpc",
            "--http2-prior-knowledge",
            "--data",
            """{"text": "hello", "values": [1.5]}""",
            $"{fixture.Server.Address}genphys.test.v1.Echo/Say");
        string services = await InstalledClients.RunAsync(
            buf, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--list-services", fixture.Server.Address.ToString());

        Assert.Equal("hello", JsonDocument.Parse(answer).RootElement.GetProperty("text").GetString());
        Assert.Contains("genphys.test.v1.Echo", services, StringComparison.Ordinal);
        Assert.Contains("grpc.health.v1.Health", services, StringComparison.Ordinal);
    }
}
