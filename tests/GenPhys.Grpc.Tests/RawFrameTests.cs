using System.IO.Compression;
using System.Net;
using GenPhys.Grpc.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace GenPhys.Grpc.Tests;

/// <summary>Bytes that no honest client sends: each gets a clean status, and the server logs nothing above debugging.</summary>
public sealed class RawFrameTests : IClassFixture<EchoFixture>, IDisposable
{
    private readonly EchoFixture fixture;
    private readonly RawClient raw;

    public RawFrameTests(EchoFixture fixture)
    {
        this.fixture = fixture;
        raw = new RawClient(fixture.Server.Address);
    }

    public static TheoryData<string, string, byte[], StatusCode> Bodies => new()
    {
        { "length of 4 GiB", "Say", RawClient.Frame([1, 2, 3], claimedLength: uint.MaxValue), StatusCode.ResourceExhausted },
        { "length of 2 GiB", "Collect", RawClient.Frame([1, 2, 3], claimedLength: int.MaxValue), StatusCode.ResourceExhausted },
        { "no body", "Say", [], StatusCode.Internal },
        { "half a header", "Say", [0, 0, 0], StatusCode.Internal },
        { "truncated payload", "Say", RawClient.Frame([1, 2, 3], claimedLength: 100), StatusCode.Internal },
        { "truncated payload in a stream", "Collect", RawClient.Frame([1, 2, 3], claimedLength: 100), StatusCode.Internal },
        { "flag 2", "Say", RawClient.Frame([], flag: 2), StatusCode.Internal },
        { "flag 255", "Chat", RawClient.Frame([], flag: 255), StatusCode.Internal },
        { "compressed without a name", "Say", RawClient.Frame([1, 2, 3], flag: 1), StatusCode.Internal },
        { "payload that is no message", "Say", RawClient.Frame([0xff, 0xff, 0xff, 0xff]), StatusCode.Internal },
        { "two messages on a unary call", "Say", [.. RawClient.Frame([]), .. RawClient.Frame([])], StatusCode.Internal },
        { "rubbish after the message", "Repeat", [.. RawClient.Frame([]), 7], StatusCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Broken_body_gets_a_clean_status(string name, string method, byte[] body, StatusCode expected)
    {
        RawAnswer answer = await raw.CallAsync(method, body);

        Assert.True(expected == answer.Status, $"{name}: {answer.Status} {answer.Detail}");
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Claimed_length_allocates_nothing_even_without_a_limit()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxReceiveMessageSize = null);
        using var unlimited = new RawClient(server.Address);
        await unlimited.CallAsync("Say", RawClient.Frame([]));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RawAnswer huge = await unlimited.CallAsync("Say", RawClient.Frame([1, 2, 3], claimedLength: uint.MaxValue));
        RawAnswer large = await unlimited.CallAsync("Say", RawClient.Frame([1, 2, 3], claimedLength: 2_000_000_000));

        Assert.Equal(StatusCode.ResourceExhausted, huge.Status);
        Assert.Equal(StatusCode.Internal, large.Status);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 << 20);
    }

    [Fact]
    public async Task Compression_bomb_is_stopped_at_the_limit()
    {
        byte[] bomb = Gzip(new byte[256 << 20]);
        Assert.InRange(bomb.Length, 0, 2 << 20);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame(bomb, flag: 1), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.ResourceExhausted, answer.Status);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 48 << 20);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Rubbish_instead_of_gzip_is_internal()
    {
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame([1, 2, 3, 4, 5], flag: 1), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.Internal, answer.Status);
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Unknown_encoding_is_unimplemented_and_told_what_would_work()
    {
        using HttpResponseMessage response = await raw.SendAsync("Say", RawClient.Frame([1], flag: 1), ("grpc-encoding", "snappy"));

        Assert.Equal("12", response.Headers.GetValues("grpc-status").Single());
        Assert.Equal("identity,gzip", response.Headers.GetValues("grpc-accept-encoding").Single());
        await AssertHealthyAsync();
    }

    [Theory]
    [InlineData("!!!!")]
    [InlineData("A")]
    [InlineData("AAAA====")]
    [InlineData("AAAA,=A")]
    public async Task Broken_base64_in_metadata_is_internal(string value)
    {
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame([]), ("x-data-bin", value));

        Assert.Equal(StatusCode.Internal, answer.Status);
        Assert.Contains("x-data-bin", answer.Detail, StringComparison.Ordinal);
        await AssertHealthyAsync();
    }

    [Theory]
    [InlineData("", StatusCode.OK)]
    [InlineData("1", StatusCode.OK)]
    [InlineData("S", StatusCode.OK)]
    [InlineData("1X", StatusCode.OK)]
    [InlineData("-1S", StatusCode.OK)]
    [InlineData("1.5S", StatusCode.OK)]
    [InlineData("123456789S", StatusCode.OK)]
    [InlineData("99999999H", StatusCode.OK)]
    [InlineData("99999999999999999999S", StatusCode.OK)]
    public async Task Absurd_timeout_does_no_harm(string timeout, StatusCode expected)
    {
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame([]), ("grpc-timeout", timeout));

        Assert.Equal(expected, answer.Status);
        await AssertHealthyAsync();
    }

    [Theory]
    [InlineData("0S")]
    [InlineData("1n")]
    public async Task No_time_at_all_is_a_passed_deadline(string timeout)
    {
        RawAnswer answer = await raw.CallAsync("Wait", RawClient.Frame([]), ("grpc-timeout", timeout));

        Assert.Equal(StatusCode.DeadlineExceeded, answer.Status);
        await AssertHealthyAsync();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    public async Task Other_content_types_are_refused_by_HTTP(string contentType)
    {
        RawAnswer answer = await raw.CallAsync("Say", RawClient.Frame([]), ("content-type", contentType));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
        await AssertHealthyAsync();
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task Content_type_may_name_the_message_format(string contentType) =>
        Assert.Equal(StatusCode.OK, (await raw.CallAsync("Say", RawClient.Frame([]), ("content-type", contentType))).Status);

    [Fact]
    public async Task Other_routes_are_left_alone()
    {
        RawAnswer elsewhere = await raw.CallAsync("/no/where", [], ("content-type", "text/plain"));

        Assert.Equal(HttpStatusCode.NotFound, elsewhere.Http);
        Assert.Null(elsewhere.Status);
    }

    [Fact]
    public async Task Request_that_breaks_off_is_forgotten()
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => raw.CallAsync("Collect", new BreakingContent()));
        await AssertHealthyAsync();
    }

    [Fact]
    public async Task Many_small_messages_in_one_body_are_all_read()
    {
        byte[] message = RawClient.Frame(new Message { Data = ByteString.CopyFrom(1, 2, 3) }.ToByteArray());
        byte[] body = [.. Enumerable.Repeat(message, 5000).SelectMany(bytes => bytes)];
        RawAnswer answer = await raw.CallAsync("Collect", body);

        Assert.Equal(StatusCode.OK, answer.Status);
        Assert.Equal(new Summary { Bytes = 15_000, Messages = 5000 }, Summary.Parser.ParseFrom(answer.Body, 5, answer.Body.Length - 5));
    }

    public void Dispose() => raw.Dispose();

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private async Task AssertHealthyAsync()
    {
        Assert.Equal("still there", (await fixture.Client.SayAsync(new Message { Text = "still there" })).Text);
        Assert.Empty(fixture.Server.Logs.At(LogLevel.Warning));
        Assert.Empty(fixture.Server.Logs.At(LogLevel.Error));
        Assert.Empty(fixture.Server.Logs.At(LogLevel.Critical));
    }

    /// <summary>Sends half a message and then fails, which resets the stream.</summary>
    private sealed class BreakingContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(RawClient.Frame(new byte[100], claimedLength: 1000));
            await stream.FlushAsync();
            throw new HttpRequestException("broken off");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
