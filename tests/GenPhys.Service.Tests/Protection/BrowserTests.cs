using System.Net;
using System.Text.RegularExpressions;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests.Protection;

/// <summary>What browsers are told, and what the server takes of headers.</summary>
public sealed partial class BrowserTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(args: ["--Limits:MaxHeaderBytes=4096"]);

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/v1/models", 200)]
    [InlineData("/v1/models/nothing", 404)]
    [InlineData("/nowhere", 404)]
    [InlineData("/health/ready", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/v2", 200)]
    [InlineData("/", 200)]
    [InlineData("/swagger/index.html", 200)]
    public async Task Every_answer_carries_the_headers(string path, int status)
    {
        using var response = await _host.Client.GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", response.Header("X-Frame-Options"));
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Contains("default-src 'none'", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(response.Header("Strict-Transport-Security"));
        Assert.Null(response.Header("Server"));
        Assert.Equal(!path.StartsWith("/swagger", StringComparison.Ordinal) && path != "/", response.Headers.CacheControl?.NoStore == true);
    }

    [Fact]
    public async Task Streams_and_arrays_are_not_kept_either()
    {
        foreach (var accept in new[] { "application/json", "application/octet-stream", "text/event-stream" })
        {
            using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", accept: accept));
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
    }

    /// <summary>The pages need nothing that their policy forbids: every script, style and picture comes from this host.</summary>
    [Theory]
    [InlineData("/swagger/index.html")]
    [InlineData("/")]
    public async Task A_page_loads_from_this_host_alone(string path)
    {
        var html = await _host.Client.GetStringAsync(path);
        foreach (var target in Loaded().Matches(html).Select(match => match.Groups["target"].Value).Where(target => !target.StartsWith("data:", StringComparison.Ordinal)))
        {
            var address = new Uri(new Uri(_host.Client.BaseAddress!, path), target);
            Assert.Equal(_host.Client.BaseAddress!.Authority, address.Authority);
            using var response = await _host.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Headers_above_the_limit_are_refused()
    {
        using var request = Http.Sample("""{ "count": 1 }""");
        request.Headers.Add("X-Long", new string('x', 5000));
        using var response = await _host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
        Assert.Empty(_host.Log.Complaints);
    }

    [GeneratedRegex("<(?:script|link|img)[^>]* (?:src|href)=\"(?<target>[^\"]+)\"")]
    private static partial Regex Loaded();
}
