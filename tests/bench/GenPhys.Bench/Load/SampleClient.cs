using System.Net.Http.Headers;
using System.Text;

namespace GenPhys.Bench.Load;

/// <summary>Asks for samples over REST, as bytes or as JSON.</summary>
internal sealed class SampleClient : IDisposable
{
    private const int BytesPerNumber = sizeof(float);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient http;
    private readonly Uri address;
    private readonly MediaTypeWithQualityHeaderValue accept;

    public SampleClient(Uri server, string model, string accept = "application/octet-stream")
    {
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
        address = new Uri(server, $"/v1/models/{model}/samples");
        this.accept = new MediaTypeWithQualityHeaderValue(accept);
    }

    /// <summary>One request; throws where the answer is not the samples asked for.</summary>
    public async Task<byte[]> SampleAsync(int rows, int steps, long seed, CancellationToken cancellation = default)
    {
        var text = $$$"""{"count":{{{rows}}},"seed":{{{seed}}},"sampler":{"kind":"heun","steps":{{{steps}}}}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Accept.Add(accept);
        using var response = await http.SendAsync(request, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        }
        if (body.Length < rows * BytesPerNumber)
        {
            throw new HttpRequestException($"{body.Length} bytes are too few for {rows} rows.");
        }
        return body;
    }

    public void Dispose() => http.Dispose();
}
