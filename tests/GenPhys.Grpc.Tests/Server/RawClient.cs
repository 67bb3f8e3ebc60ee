using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace GenPhys.Grpc.Tests;

/// <summary>What a server answered to hand-made bytes.</summary>
internal sealed record RawAnswer(HttpStatusCode Http, StatusCode? Status, string Detail, byte[] Body);

/// <summary>Sends hand-made bodies over HTTP/2 to the test service.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };

    /// <summary>A payload behind its five bytes.</summary>
    public static byte[] Frame(byte[] payload, byte flag = 0, uint? claimedLength = null)
    {
        byte[] frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), claimedLength ?? (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public Task<HttpResponseMessage> SendAsync(string method, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(method, new ByteArrayContent(body), headers);

    public async Task<HttpResponseMessage> SendAsync(string method, HttpContent body, params (string Name, string Value)[] headers)
    {
        string path = method.Contains('/', StringComparison.Ordinal) ? method : $"/genphys.test.v1.Echo/{method}";
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        foreach ((string name, string value) in headers)
        {
            if (name == "content-type")
            {
                body.Headers.Remove("content-type");
                body.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<RawAnswer> CallAsync(string method, byte[] body, params (string Name, string Value)[] headers) =>
        CallAsync(method, new ByteArrayContent(body), headers);

    public async Task<RawAnswer> CallAsync(string method, HttpContent content, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await SendAsync(method, content, headers);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        string? Value(string name) => response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values)
            || response.Headers.TryGetValues(name, out values) ? values.First() : null;
        StatusCode? status = Value("grpc-status") is { } code ? (StatusCode)int.Parse(code, CultureInfo.InvariantCulture) : null;
        return new RawAnswer(response.StatusCode, status, Value("grpc-message") ?? "", body);
    }

    public void Dispose() => http.Dispose();
}
