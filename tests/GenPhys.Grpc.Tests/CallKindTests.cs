using GenPhys.Grpc.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace GenPhys.Grpc.Tests;

public sealed class CallKindTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    private readonly Echo.EchoClient client = fixture.Client;

    [Fact]
    public async Task Unary_call_gives_the_request_back()
    {
        var request = new Message { Text = "hello", Data = ByteString.CopyFrom(1, 2, 3), Values = { 1.5f, float.MinValue } };
        using AsyncUnaryCall<Message> call = client.SayAsync(request);

        Assert.Equal(request, await call);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public void Blocking_call_gives_the_request_back() => Assert.Equal("hello", client.Say(new Message { Text = "hello" }).Text);

    [Fact]
    public async Task Empty_message_survives() => Assert.Equal(new Message(), await client.SayAsync(new Message()));

    [Fact]
    public async Task Server_stream_gives_every_message_in_order()
    {
        using AsyncServerStreamingCall<Message> call = client.Repeat(
            new RepeatRequest { Message = new Message { Text = "again" }, Count = 1000 });
        int count = 0;
        await foreach (Message message in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal("again", message.Text);
            count++;
        }

        Assert.Equal(1000, count);
        Assert.Equal(Status.DefaultSuccess, call.GetStatus());
    }

    [Fact]
    public async Task Server_stream_may_be_empty()
    {
        using AsyncServerStreamingCall<Message> call = client.Repeat(new RepeatRequest { Message = new Message(), Count = 0 });

        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Client_stream_reaches_the_handler_whole()
    {
        using AsyncClientStreamingCall<Message, Summary> call = client.Collect();
        for (int i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new Message { Data = ByteString.CopyFrom(new byte[i]) });
        }

        await call.RequestStream.CompleteAsync();
        Summary summary = await call;

        Assert.Equal(100, summary.Messages);
        Assert.Equal(4950, summary.Bytes);
    }

    [Fact]
    public async Task Duplex_streams_take_turns()
    {
        using AsyncDuplexStreamingCall<Message, Message> call = client.Chat();
        for (int i = 0; i < 50; i++)
        {
            await call.RequestStream.WriteAsync(new Message { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Two_hundred_calls_at_once_each_get_their_own_answer()
    {
        Message[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            await client.SayAsync(new Message { Text = $"{i}", Data = ByteString.CopyFrom(new byte[1000]) })));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), answers.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Write_after_completion_is_refused()
    {
        using AsyncDuplexStreamingCall<Message, Message> call = client.Chat();
        await call.RequestStream.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new Message()));
    }
}
