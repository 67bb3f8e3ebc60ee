using System.Buffers;
using Grpc.Core;
using Grpc.Net.Wire;

namespace GenPhys.Grpc.Tests;

public sealed class WireTests
{
    [Theory]
    [InlineData("1n", 1)]
    [InlineData("100n", 1)]
    [InlineData("101n", 2)]
    [InlineData("3u", 30)]
    [InlineData("5m", 50_000)]
    [InlineData("7S", 70_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void Timeout_is_read(string text, long ticks)
    {
        Assert.True(TimeoutText.TryParse(text, out TimeSpan timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("+5S")]
    [InlineData(" 5S")]
    [InlineData("123456789S")]
    public void Malformed_timeout_is_refused(string? text) => Assert.False(TimeoutText.TryParse(text, out _));

    [Theory]
    [InlineData(1)]
    [InlineData(999_999)]
    [InlineData(1_000_000)]
    [InlineData(123_456_789)]
    [InlineData(12_345_678_901_234)]
    [InlineData(long.MaxValue / 4)]
    public void Written_timeout_is_never_shorter_and_barely_longer(long ticks)
    {
        string text = TimeoutText.Format(new TimeSpan(ticks));

        Assert.InRange(text.Length, 2, 9);
        Assert.True(TimeoutText.TryParse(text, out TimeSpan timeout));
        Assert.InRange(timeout.Ticks, ticks, (long)(ticks * 1.0001) + 1);
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("100 %", "100 %25")]
    [InlineData("ü\n", "%C3%BC%0A")]
    [InlineData("\U0001F600", "%F0%9F%98%80")]
    public void Status_message_is_percent_encoded_UTF8(string text, string encoded)
    {
        Assert.Equal(encoded, StatusMessage.Encode(text));
        Assert.Equal(text, StatusMessage.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz!", "%zz!")]
    public void Broken_escapes_stay_as_they_are(string encoded, string text) => Assert.Equal(text, StatusMessage.Decode(encoded));

    [Theory]
    [InlineData("", new byte[0])]
    [InlineData("AQ", new byte[] { 1 })]
    [InlineData("AQ==", new byte[] { 1 })]
    [InlineData("AQI=", new byte[] { 1, 2 })]
    [InlineData("AQID", new byte[] { 1, 2, 3 })]
    public void Base64_is_read_with_and_without_padding(string text, byte[] bytes) => Assert.Equal(bytes, MetadataText.TryDecode(text));

    [Theory]
    [InlineData("A")]
    [InlineData("AQID=====")]
    [InlineData("A Q I D!")]
    [InlineData("-_-_")]
    public void Broken_base64_is_refused(string text) => Assert.Null(MetadataText.TryDecode(text));

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("APPLICATION/GRPC;x=y", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("text/plain", false)]
    [InlineData(null, false)]
    public void Content_type_is_known(string? contentType, bool expected) => Assert.Equal(expected, WireNames.IsGrpcContentType(contentType));

    [Fact]
    public void Pooled_buffer_keeps_what_was_written_while_it_grows()
    {
        using var buffer = new PooledBuffer();
        byte[] expected = [.. Enumerable.Range(0, 100_000).Select(value => (byte)value)];
        foreach (byte[] chunk in expected.Chunk(777))
        {
            buffer.Write(chunk);
        }

        Assert.True(buffer.Memory.Span.SequenceEqual(expected));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1 << 20));
    }

    [Fact]
    public void Marshaller_of_unknown_length_is_staged_and_framed()
    {
        using var target = new PooledBuffer();
        var writer = new MessageWriter(maxSize: 3);
        writer.Write(new byte[] { 1, 2, 3 }, (bytes, context) =>
        {
            context.GetBufferWriter().Write(bytes);
            context.Complete();
        }, target);

        Assert.Equal([0, 0, 0, 0, 3, 1, 2, 3], target.Memory.ToArray());
        Assert.Throws<RpcException>(() => writer.Write(new byte[4], (bytes, context) => context.Complete(bytes), target));
        Assert.Throws<InvalidOperationException>(() => writer.Write("", (_, _) => { }, target));
        Assert.Equal(8, target.Length);
    }
}
