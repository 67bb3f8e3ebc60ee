using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace GenPhys.Service.Tests;

/// <summary>The document says what the service does, and its examples work.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private RunningHost _host = null!;
    private JsonNode _document = null!;

    public async Task InitializeAsync()
    {
        _host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("checkerboard"));
        _document = JsonNode.Parse(await _host.Client.GetStringAsync("/openapi/v1.json"))!;
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public void The_document_is_valid_openapi_3_1()
    {
        Assert.StartsWith("3.1.", (string)_document["openapi"]!, StringComparison.Ordinal);
        var result = OpenApiDocument.Parse(_document.ToJsonString(), "json");
        Assert.Empty(result.Diagnostic!.Errors);
        Assert.Empty(result.Diagnostic.Warnings);
        var schemas = _document["components"]!["schemas"]!.AsObject();
        foreach (Match reference in Reference().Matches(_document.ToJsonString()))
        {
            Assert.Contains(reference.Groups[1].Value, schemas.Select(schema => schema.Key));
        }
    }

    [Fact]
    public void Every_route_is_in_the_document()
    {
        var routes = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<MethodInfo>() is not null && route.RoutePattern.RawText is not ("/" or "/metrics" or "/openapi/{documentName}.json"))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (Path: route.RoutePattern.RawText!.TrimEnd('/'), method)))
            .ToList();
        Assert.Equal(25, routes.Count);
        Assert.All(routes, route => Assert.NotNull(_document["paths"]![route.Path]![route.method.ToLowerInvariant()]));
        Assert.Equal(routes.Count, Operations().Count());
    }

    [Fact]
    public void Every_json_body_has_an_example_and_every_operation_a_summary()
    {
        Assert.All(Operations(), operation =>
        {
            Assert.False(string.IsNullOrEmpty((string?)operation.Value["summary"]));
            var bodies = operation.Value["responses"]!.AsObject().Select(response => response.Value!).ToList();
            if (operation.Value["requestBody"] is { } request)
            {
                bodies.Add(request);
            }

            foreach (var (type, content) in bodies.SelectMany(body => body["content"]?.AsObject() ?? []))
            {
                Assert.True(!type.EndsWith("json", StringComparison.Ordinal) || content!["example"] is not null || content["examples"] is not null, $"{operation.Name} {type}");
            }
        });
    }

    [Fact]
    public void Examples_hold_the_contracts_that_they_stand_for()
    {
        var options = ContractsJson.Default;
        Assert.Equal(4, JsonSerializer.Deserialize(Example("/v1/models/{model}/samples", "post"), options.SampleResponse)!.Shape[0]);
        Assert.Equal("checkerboard", JsonSerializer.Deserialize(Example("/v1/models", "get"), options.ModelList)!.Models[0].Name);
        Assert.Equal(ModelState.Ready, JsonSerializer.Deserialize(Example("/v1/models/{model}", "get"), options.ModelInfo)!.State);
        Assert.Equal(ModelState.Ready, JsonSerializer.Deserialize(Example("/v1/models/{model}/load", "post"), options.ModelInfo)!.State);
        Assert.Equal(ModelState.Unloaded, JsonSerializer.Deserialize(Example("/v1/models/{model}/unload", "post"), options.ModelInfo)!.State);
        Assert.Equal("live", JsonSerializer.Deserialize(Example("/health/live", "get"), options.HealthStatus)!.Status);
        Assert.Equal("ready", JsonSerializer.Deserialize(Example("/health/ready", "get"), options.HealthStatus)!.Status);
    }

    [Fact]
    public void Every_problem_stands_under_its_own_status()
    {
        var seen = new HashSet<string>();
        foreach (var (_, operation) in Operations())
        {
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(pair => pair.Key is not ("default" or "200" or "204")))
            {
                var examples = response!["content"]!["application/problem+json"]!["examples"]!.AsObject();
                Assert.All(examples, example =>
                {
                    var problem = JsonSerializer.Deserialize(example.Value!["value"], ContractsJson.Default.Problem)!;
                    Assert.Equal((status, example.Key), (problem.Status.ToString(), problem.Code));
                    seen.Add(problem.Code);
                });
            }
        }

        Assert.Superset(new HashSet<string> { "malformed", "unknown_member", "validation", "queue_full", "draining", "deadline_exceeded" }, seen);
    }

    [Fact]
    public async Task The_example_request_can_be_sent()
    {
        var body = _document["paths"]!["/v1/models/{model}/samples"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!.ToJsonString();
        Assert.Equal([4, 2], (await _host.Client.SampleAsync(body, "checkerboard")).Shape);
    }

    [Fact]
    public void Numbers_are_numbers_kinds_are_told_apart_and_unknown_members_are_not_allowed()
    {
        var schemas = _document["components"]!["schemas"]!;
        Assert.Equal("integer", (string)schemas["SampleRequest"]!["properties"]!["count"]!["type"]!);
        Assert.False((bool)schemas["SampleRequest"]!["additionalProperties"]!);
        Assert.Null(schemas["SampleRequest"]!["properties"]!["requestId"]);
        Assert.Equal("kind", (string)schemas["SamplerSpec"]!["discriminator"]!["propertyName"]!);
        Assert.Equal(Kinds<SamplerSpec>(), schemas["SamplerSpec"]!["discriminator"]!["mapping"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(Kinds<ScheduleSpec>(), schemas["ScheduleSpec"]!["discriminator"]!["mapping"]!.AsObject().Select(pair => pair.Key));
        Assert.Contains("ready", schemas["ModelState"]!["enum"]!.AsArray().Select(value => (string)value!));
        Assert.Equal(["null", "array"], schemas["SampleResponse"]!["properties"]!["samples"]!["items"]!["type"]!.AsArray().Select(type => (string)type!));
    }

    [Fact]
    public async Task Swagger_ui_needs_nothing_from_elsewhere()
    {
        using var page = await _host.Client.GetAsync("/swagger");
        var html = await page.Content.ReadAsStringAsync();
        var folder = new Uri(page.RequestMessage!.RequestUri!, "./");
        var links = Link().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains(links, link => link.EndsWith(".js", StringComparison.Ordinal));
        foreach (var link in links)
        {
            Assert.DoesNotContain("//", link, StringComparison.Ordinal);
            using var asset = await _host.Client.GetAsync(new Uri(folder, link));
            Assert.True(asset.IsSuccessStatusCode, link);
        }

        Assert.Contains("/openapi/v1.json", await _host.Client.GetStringAsync(new Uri(folder, links.Single(link => link.EndsWith("index.js", StringComparison.Ordinal)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_tells_what_to_try()
    {
        using var response = await _host.Client.GetAsync("/");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("/swagger", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static IEnumerable<object?> Kinds<T>() => typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.TypeDiscriminator);

    private JsonNode Example(string path, string method) =>
        _document["paths"]![path]![method]!["responses"]!["200"]!["content"]!["application/json"]!["example"]!;

    private IEnumerable<(string Name, JsonNode Value)> Operations() =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key} {path.Key}", operation.Value!);

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9]+)")]
    private static partial Regex Reference();

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Link();
}
