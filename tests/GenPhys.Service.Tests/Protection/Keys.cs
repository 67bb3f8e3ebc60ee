using GenPhys.Contracts.Security;
using GenPhys.Service.Tests.Support;
using Grpc.Core;

namespace GenPhys.Service.Tests.Protection;

/// <summary>Keys of the tests, and requests that carry them.</summary>
internal static class Keys
{
    public static readonly string Sampler = ApiKey.New();

    public static readonly string Other = ApiKey.New();

    public static readonly string Operator = ApiKey.New();

    public static readonly string Nobody = ApiKey.New();

    /// <summary>The settings that admit the first three.</summary>
    public static string[] Settings { get; } =
    [
        .. Setting("sampler", Sampler, "sample"), .. Setting("other", Other, "sample"), .. Setting("operator", Operator, "operate"),
    ];

    public static string[] Setting(string name, string key, string scopes) =>
        [$"--Security:Keys:{name}:Hash={ApiKey.Hash(key)}", $"--Security:Keys:{name}:Scopes={scopes}"];

    public static Task<HttpResponseMessage> SendAsync(this RunningHost host, HttpMethod method, string path, string? key, string? body = null, string? id = null) =>
        host.Client.SendAsync(Request(method, path, key, body, id), HttpCompletionOption.ResponseHeadersRead);

    public static HttpRequestMessage Request(HttpMethod method, string path, string? key, string? body = null, string? id = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        if (id is not null)
        {
            request.Headers.Add("X-Request-Id", id);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        return request;
    }

    public static Metadata Metadata(string? key) => key is null ? [] : new Metadata { { "x-api-key", key } };
}
