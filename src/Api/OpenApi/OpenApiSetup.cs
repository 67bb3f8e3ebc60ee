using System.Text.Json;
using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;
using Microsoft.OpenApi;

namespace GenPhys.Api.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c> and the page at <c>/swagger</c> that shows it.</summary>
internal static class OpenApiSetup
{
    private const string Route = "/openapi/v1.json";

    public static void AddDocument(this IServiceCollection services)
    {
        // The schemas are made from these options, so they have to say what StrictJson enforces.
        services.ConfigureHttpJsonOptions(http => Apply(http.SerializerOptions));
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "GenPhys",
                    Version = "v1",
                    Description = "Samples from generative models of physics: diffusion and Poisson flows. Every error is problem details (RFC 9457) with a stable `code`.",
                    License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
                };
                SecuritySchemes.AddTo(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer<OperationTransformer>();
            options.AddSchemaTransformer<SchemaTransformer>();
        });
    }

    public static void MapDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "GenPhys";
            options.SwaggerEndpoint(Route, "GenPhys v1");
        });
    }

    private static void Apply(JsonSerializerOptions options)
    {
        var contracts = ContractsJson.Default.Options;
        options.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        options.PropertyNamingPolicy = contracts.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
    }
}
