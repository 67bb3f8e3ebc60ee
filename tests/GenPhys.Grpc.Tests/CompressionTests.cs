using GenPhys.Grpc.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace GenPhys.Grpc.Tests;

public sealed class CompressionTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    private static readonly Message Large = new() { Data = ByteString.CopyFrom(new byte[100_000]) };

    [Fact]
    public async Task Gzip_goes_both_ways()
    {
        using AsyncUnaryCall<Message> call = fixture.Client.SayAsync(
            Large, new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "x-gzip", "1" } });

        Assert.Equal(Large, await call);
        Assert.Equal("gzip", call.GetTrailers().GetValue("x-request-encoding"));
        Assert.Equal(new Message(), await fixture.Client.SayAsync(
            new Message(), new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "x-gzip", "1" } }));
    }

    [Theory]
    [InlineData("identity,gzip", true)]
    [InlineData("deflate, gzip", true)]
    [InlineData("identity", false)]
    [InlineData("gzipped", false)]
    public async Task Configured_compression_is_used_where_the_client_accepts_it(string accepted, bool compressed)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var raw = new RawClient(server.Address);
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame(Large.ToByteArray()), ("grpc-accept-encoding", accepted));

        Assert.Equal(compressed ? 1 : 0, answer.Body[0]);
        Assert.Equal(compressed, answer.Body.Length < 1000);
    }

    [Fact]
    public async Task Server_does_not_compress_unless_told()
    {
        using var raw = new RawClient(fixture.Server.Address);
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame(Large.ToByteArray()), ("grpc-accept-encoding", "identity,gzip"));

        Assert.Equal(0, answer.Body[0]);
    }

    [Fact]
    public async Task Unknown_compression_fails_when_it_is_configured() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestServer.StartAsync(options => options.ResponseCompressionAlgorithm = "snappy"));

    [Fact]
    public async Task Sixteen_mebibytes_go_both_ways()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxReceiveMessageSize = null);
        using GrpcChannel channel = server.Connect(new GrpcChannelOptions { MaxReceiveMessageSize = null });
        byte[] noise = new byte[16 << 20];
        new Random(7).NextBytes(noise);
        var request = new Message { Data = UnsafeByteOperations.UnsafeWrap(noise) };

        Assert.Equal(request, await new Echo.EchoClient(channel).SayAsync(request));
        Assert.Equal(request, await new Echo.EchoClient(channel).SayAsync(
            request, new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "x-gzip", "1" } }));
    }
}
