using GenPhys.Grpc.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace GenPhys.Grpc.Tests;

public sealed class DeadlineTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Echo.EchoClient client = fixture.Client;

    [Fact]
    public async Task Deadline_ends_the_call_and_cancels_the_handler()
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            async () => await client.WaitAsync(new Message { Text = "deadline" }, deadline: DateTime.UtcNow.AddMilliseconds(150)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await fixture.Server.Gates.LeftAsync("deadline").WaitAsync(Patience);
    }

    [Fact]
    public async Task Server_answers_at_the_deadline_though_the_handler_ignores_it()
    {
        // Only the server knows this deadline, so only the server can end the call.
        var headers = new Metadata { { "x-note", "server side" } };
        using var raw = new RawClient(fixture.Server.Address);
        Gates gates = fixture.Server.Gates;
        RawAnswer answer = await raw.CallAsync("Linger", RawClient.Frame(new Message { Text = "deaf" }.ToByteArray()), ("grpc-timeout", "150m"))
            .WaitAsync(Patience);

        Assert.Equal(StatusCode.DeadlineExceeded, answer.Status);
        await gates.CancelledAsync("deaf").WaitAsync(Patience);
        Assert.False(gates.LeftAsync("deaf").IsCompleted);

        // The request's context must still be the handler's own: it may now finish without harm to others.
        gates.Open("deaf");
        await gates.LeftAsync("deaf").WaitAsync(Patience);
        Assert.Equal("next", (await client.SayAsync(new Message { Text = "next" }, headers)).Text);
    }

    [Fact]
    public async Task Deadline_ends_a_stream_that_nobody_reads()
    {
        // The stream fills the client's window; only the write's interruption lets the server end the call.
        using var raw = new RawClient(fixture.Server.Address);
        var request = new RepeatRequest { Message = new Message { Text = "unread", Data = ByteString.CopyFrom(new byte[1 << 20]) }, Count = 100_000 };
        using HttpResponseMessage response = await raw.SendAsync("Repeat", RawClient.Frame(request.ToByteArray()), ("grpc-timeout", "500m"));

        await fixture.Server.Gates.LeftAsync("unread").WaitAsync(Patience);
    }

    [Fact]
    public async Task Past_deadline_never_reaches_the_server()
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            async () => await client.WaitAsync(new Message { Text = "past" }, deadline: DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.False(fixture.Server.Gates.EnteredAsync("past").IsCompleted);
    }

    [Fact]
    public async Task Cancelled_unary_call_cancels_its_handler()
    {
        using var cancellation = new CancellationTokenSource();
        using AsyncUnaryCall<Message> call = client.WaitAsync(new Message { Text = "cancel" }, cancellationToken: cancellation.Token);
        await fixture.Server.Gates.EnteredAsync("cancel").WaitAsync(Patience);
        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        await fixture.Server.Gates.LeftAsync("cancel").WaitAsync(Patience);
    }

    [Fact]
    public async Task Disposed_stream_stops_its_handler()
    {
        AsyncServerStreamingCall<Message> call = client.Repeat(
            new RepeatRequest { Message = new Message { Text = "dispose", Data = ByteString.CopyFrom(new byte[10_000]) }, Count = int.MaxValue });
        Assert.True(await call.ResponseStream.MoveNext());
        call.Dispose();

        await fixture.Server.Gates.LeftAsync("dispose").WaitAsync(Patience);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancelled_read_cancels_the_call()
    {
        using AsyncDuplexStreamingCall<Message, Message> call = client.Chat();
        using var cancellation = new CancellationTokenSource();
        Task<bool> read = call.ResponseStream.MoveNext(cancellation.Token);
        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancellation_may_be_an_OperationCanceledException()
    {
        using GrpcChannel channel = fixture.Server.Connect(new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var cancellation = new CancellationTokenSource();
        using AsyncUnaryCall<Message> call = new Echo.EchoClient(channel)
            .WaitAsync(new Message { Text = "canceled" }, cancellationToken: cancellation.Token);
        await fixture.Server.Gates.EnteredAsync("canceled").WaitAsync(Patience);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Storm_of_deadlines_and_cancels_leaves_a_healthy_server()
    {
        var random = new Random(7);
        StatusCode[] ends = await Task.WhenAll(Enumerable.Range(0, 600).Select(async i =>
        {
            using var cancellation = new CancellationTokenSource();
            DateTime? deadline = i % 3 == 0 ? DateTime.UtcNow.AddMilliseconds(random.Next(1, 200)) : null;
            if (i % 3 == 1)
            {
                cancellation.CancelAfter(random.Next(1, 200));
            }

            try
            {
                await (i % 3 == 2
                    ? client.SayAsync(new Message { Text = "fine", Data = ByteString.CopyFrom(new byte[1000]) })
                    : client.WaitAsync(new Message { Text = $"storm {i}" }, deadline: deadline, cancellationToken: cancellation.Token));
                return StatusCode.OK;
            }
            catch (RpcException failure)
            {
                return failure.StatusCode;
            }
        })).WaitAsync(Patience);

        StatusCode[] expected = [StatusCode.DeadlineExceeded, StatusCode.Cancelled, StatusCode.OK];
        Assert.Equal(Enumerable.Range(0, 600).Select(i => expected[i % 3]), ends);
        string errors = string.Join("; ", fixture.Server.Logs.At(LogLevel.Error));
        Assert.True(errors.Length == 0, errors);
    }
}
