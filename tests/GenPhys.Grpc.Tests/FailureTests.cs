using GenPhys.Grpc.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace GenPhys.Grpc.Tests;

public sealed class FailureTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    private readonly Echo.EchoClient client = fixture.Client;

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "count: must be positive")]
    [InlineData(StatusCode.ResourceExhausted, "100 % voll, größer geht nicht\r\n漢字 \U0001F600")]
    [InlineData(StatusCode.DataLoss, "")]
    public async Task Status_of_the_handler_reaches_the_caller_with_its_details(StatusCode code, string detail)
    {
        using AsyncUnaryCall<Message> call = client.FailAsync(new FailRequest { Code = (int)code, Detail = detail });
        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(new Status(code, detail), failure.Status);
        Assert.Equal("asked", failure.Trailers.GetValue("x-reason"));
        Assert.Equal([8, (byte)code, 0xff], failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(failure.Status, call.GetStatus());
    }

    [Fact]
    public async Task Crash_of_the_handler_is_unknown_and_keeps_its_secret()
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            async () => await client.FailAsync(new FailRequest { Crash = true, Detail = "a secret" }));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.DoesNotContain("secret", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(fixture.Server.Logs.At(LogLevel.Error), text => text.Contains("InvalidDataException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Detailed_errors_tell_the_exception()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.EnableDetailedErrors = true);
        using GrpcChannel channel = server.Connect();
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new Echo.EchoClient(channel).FailAsync(new FailRequest { Crash = true, Detail = "the cause" }));

        Assert.Contains("InvalidDataException: the cause", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_method_is_unimplemented()
    {
        foreach ((string service, string name) in new[] { ("genphys.test.v1.Echo", "Sing"), ("no.such.Service", "Say") })
        {
            var method = new Method<string, string>(
                MethodType.Unary, service, name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
            using AsyncUnaryCall<string> call = fixture.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "hello");
            RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
            Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        }
    }

    [Fact]
    public async Task Four_mebibytes_is_the_default_limit_of_a_request()
    {
        var fits = new Message { Data = ByteString.CopyFrom(new byte[4 * 1024 * 1024 - 16]) };
        var tooLarge = new Message { Data = ByteString.CopyFrom(new byte[4 * 1024 * 1024 + 1]) };
        Assert.Equal(fits.Data.Length, (await client.SayAsync(fits)).Data.Length);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await client.SayAsync(tooLarge));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Client_stream_that_the_server_refuses_tells_why()
    {
        using AsyncClientStreamingCall<Message, Summary> call = client.Collect();
        var tooLarge = new Message { Data = ByteString.CopyFrom(new byte[5 * 1024 * 1024]) };
        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(tooLarge);
            await call;
        });

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Limits_of_the_client_act_before_and_after_the_wire()
    {
        using GrpcChannel channel = fixture.Server.Connect(new GrpcChannelOptions { MaxSendMessageSize = 2000, MaxReceiveMessageSize = 1000 });
        var limited = new Echo.EchoClient(channel);
        RpcException sent = await Assert.ThrowsAsync<RpcException>(
            async () => await limited.SayAsync(new Message { Data = ByteString.CopyFrom(new byte[2001]) }));
        RpcException received = await Assert.ThrowsAsync<RpcException>(
            async () => await limited.SayAsync(new Message { Data = ByteString.CopyFrom(new byte[1500]) }));

        Assert.Equal((StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."), (sent.StatusCode, sent.Status.Detail));
        Assert.Equal(StatusCode.ResourceExhausted, received.StatusCode);
        Assert.StartsWith("Received message", received.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_limit_of_the_server_is_resource_exhausted()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxSendMessageSize = 1000);
        using GrpcChannel channel = server.Connect();
        var message = new Message { Data = ByteString.CopyFrom(new byte[1500]) };
        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).SayAsync(message));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_unavailable()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).SayAsync(new Message()));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }
}
