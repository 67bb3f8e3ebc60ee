using System.Text.Json;
using GenPhys.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GenPhys.Api.OpenApi;

/// <summary>Adds to the schemas what the types alone do not say.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type == typeof(JsonElement))
        {
            schema.Description = "Reserved: this version of the service refuses it with the code `unsupported_combination`.";
        }
        else if (type == typeof(SampleResponse) && schema.Properties!["samples"].Items is OpenApiSchema row)
        {
            // A row that failed; metadata does not tell whether the elements of a list may be null.
            row.Type |= JsonSchemaType.Null;
        }

        if (schema.Properties is { } members && members.TryGetValue("codes", out var codes) && codes is OpenApiSchema described)
        {
            described.Examples = [Examples.Parse("[[3]]"), Examples.Parse("[[0], [1], [2], [3]]")];
        }

        if (GuidanceExamples.Of.TryGetValue(type, out var example))
        {
            schema.Examples = [Examples.Parse(example)];
        }

        return Task.CompletedTask;
    }
}
