using GenPhys.Grpc.Tests.Protos;
using Grpc.Net.Client;

namespace GenPhys.Grpc.Tests;

/// <summary>One server with the default options and a client for the tests of a class.</summary>
public sealed class EchoFixture : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    internal GrpcChannel Channel { get; private set; } = null!;

    internal Echo.EchoClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        Channel = Server.Connect();
        Client = new Echo.EchoClient(Channel);
    }

    public async Task DisposeAsync()
    {
        Channel.Dispose();
        await Server.DisposeAsync();
    }
}
