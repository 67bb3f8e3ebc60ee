using GenPhys.Grpc.Tests.Protos;
using Grpc.Core;

namespace GenPhys.Grpc.Tests;

public sealed class MetadataTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    private readonly Echo.EchoClient client = fixture.Client;

    [Fact]
    public async Task Headers_come_back_as_trailers_text_and_bytes()
    {
        byte[] every = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var headers = new Metadata { { "X-Back-Text", "plain text" }, { "x-back-data-bin", every }, { "x-back-data-bin", [1] } };
        using AsyncUnaryCall<Message> call = client.SayAsync(new Message(), headers);
        await call;

        Metadata trailers = call.GetTrailers();
        Assert.Equal("plain text", trailers.GetValue("x-back-text"));
        Assert.Equal([every, [1]], trailers.GetAll("x-back-data-bin").Select(entry => entry.ValueBytes));
    }

    [Fact]
    public async Task Early_headers_arrive()
    {
        using AsyncUnaryCall<Message> call = client.SayAsync(new Message(), new Metadata { { "x-early", "yes" } });

        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("x-early"));
        await call;
    }

    [Fact]
    public async Task Trailers_cannot_be_asked_for_before_the_end()
    {
        using AsyncDuplexStreamingCall<Message, Message> call = client.Chat();

        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext();
    }

    [Theory]
    [InlineData("with space", "v")]
    [InlineData("data-bin", "a text under a key for bytes")]
    [InlineData("", "v")]
    public void Illegal_entry_is_refused(string key, string value) =>
        Assert.ThrowsAny<ArgumentException>(() => new Metadata { { key, value } });
}
