using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Service.Tests.Support;

/// <summary>What the tests do over HTTP again and again.</summary>
internal static class Http
{
    /// <summary>Minutes of work: what ends such a request within a test is never its own end.</summary>
    public const string Endless = """{ "count": 200000, "seed": 3, "sampler": { "kind": "heun", "steps": 2000 } }""";

    public static HttpRequestMessage Sample(string body, string model = "gaussian", string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/models/{model}/samples") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return request;
    }

    public static async Task<SampleResponse> SampleAsync(this HttpClient client, string body, string model = "gaussian")
    {
        using var response = await client.SendAsync(Sample(body, model));
        return await response.SamplesAsync();
    }

    public static async Task<SampleResponse> SamplesAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize(text, ContractsJson.Default.SampleResponse)!;
    }

    /// <summary>Asserts that an answer is problem details with these values, well-formed and without a trace of the inside.</summary>
    public static async Task<Problem> ProblemAsync(this HttpResponseMessage response, int status, string code, string? pointer = null)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType is { MediaType: "application/problem+json" }, $"{(int)response.StatusCode} {text}");
        var json = JsonNode.Parse(text)!.AsObject();
        if (response.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/v2", StringComparison.Ordinal))
        {
            Assert.Equal((string?)json["detail"], (string?)json["error"]);
            json.Remove("error");
        }

        var problem = json.Deserialize(ContractsJson.Default.Problem)!;
        Assert.Equal((status, code, pointer), ((int)response.StatusCode, problem.Code, problem.Pointer));
        Assert.Equal((status, "urn:genphys:error:" + code), (problem.Status, problem.Type));
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.Equal(status is 429 or 503, response.Headers.RetryAfter is not null);
        return problem;
    }

    public static float[] Flat(this SampleResponse response) => [.. response.Samples.SelectMany(row => row!)];

    public static string? Header(this HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
