using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests.Clients;

/// <summary>gRPC clients that others wrote, each in its own process, against the whole service.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Slow")]
public sealed class ServiceClientTests(ServiceClientFixture fixture) : IClassFixture<ServiceClientFixture>
{
    private static readonly string[] Names =
    [
        "unary", "serverStream", "deadline", "cancel", "cancelStream", "cancelById", "errorDetails", "keyMetadata", "twoHundredCalls",
    ];

    public static TheoryData<string, string> Scenarios
    {
        get
        {
            var scenarios = new TheoryData<string, string>();
            foreach (var client in new[] { "grpc-js", "grpcio" })
            {
                foreach (var name in Names)
                {
                    scenarios.Add(client, name);
                }
            }

            return scenarios;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Client_passes(string client, string scenario)
    {
        await fixture.AssertPassedAsync(client, scenario);
        await fixture.AssertLeftNothingAsync();
    }
}
