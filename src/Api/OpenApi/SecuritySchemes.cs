using GenPhys.Api.Protection;
using Microsoft.OpenApi;

namespace GenPhys.Api.OpenApi;

/// <summary>The credentials of the document: the page at <c>/swagger</c> asks for them, and sends them along.</summary>
internal static class SecuritySchemes
{
    private const string Bearer = "bearer";
    private const string Key = "apiKey";

    public static void AddTo(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key or a token. A service without protection takes calls without.",
            },
            [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Credential.KeyHeader, Description = "An API key." },
        };
    }

    /// <summary>That an operation takes either of them.</summary>
    public static IEnumerable<OpenApiSecurityRequirement> Any(OpenApiDocument? document) =>
        new[] { Bearer, Key }.Select(name => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] });
}
