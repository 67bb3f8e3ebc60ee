using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Api.Rest;
using GenPhys.Api.Rest.Problems;
using GenPhys.Api.Rest.Samples;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GenPhys.Api.OpenApi;

/// <summary>Adds to each operation its examples, its problems by code, and what the formats of samples put into headers.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var all = context.Description.ActionDescriptor.EndpointMetadata;
        AddProblems(operation, [.. all.OfType<ErrorsMetadata>().SelectMany(errors => errors.Codes).Distinct().Order()]);
        if (all.OfType<IAuthorizeData>().Any() && !all.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [.. SecuritySchemes.Any(context.Document)];
        }

        foreach (var metadata in all)
        {
            switch (metadata)
            {
                case ExampleMetadata example:
                    AddExamples(operation, example);
                    break;
                case SampleAnswerMetadata:
                    DescribeSamples(operation);
                    break;
            }
        }

        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken).ConfigureAwait(false);
        operation.Responses!["default"] = new OpenApiResponse
        {
            Description = "Anything else, a fault of the service among it.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [ProblemWriter.MediaType] = new() { Schema = problem, Example = Example(ErrorCode.Internal) },
            },
        };
    }

    private static void AddExamples(OpenApiOperation operation, ExampleMetadata example)
    {
        if (example.Request is not null)
        {
            operation.RequestBody!.Content![Json].Example = Examples.Parse(example.Request);
        }

        if (example.Response is not null)
        {
            operation.Responses!["200"].Content![Json].Example = Examples.Parse(example.Response);
        }
    }

    private static void AddProblems(OpenApiOperation operation, IReadOnlyList<ErrorCode> codes)
    {
        foreach (var group in codes.GroupBy(code => ErrorTable.Of(code).HttpStatus))
        {
            var response = (OpenApiResponse)operation.Responses![group.Key.ToString()];
            response.Description = string.Join("; ", group.Select(code => $"`{ErrorTable.Of(code).Name}`: {ErrorTable.Of(code).Title}"));
            response.Content![ProblemWriter.MediaType].Examples =
                group.ToDictionary(code => ErrorTable.Of(code).Name, IOpenApiExample (code) => new OpenApiExample { Value = Example(code) });
            if (ErrorTable.Of(group.First()).MayRetry)
            {
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Header(JsonSchemaType.Integer, "Seconds after which to try again.") };
            }
        }
    }

    private static void DescribeSamples(OpenApiOperation operation)
    {
        operation.RequestBody!.Description = "What to draw.";
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = RequestId.Header,
            In = ParameterLocation.Header,
            Description = "The request's id: 1 to 64 letters, digits, '-', '_' and '.'; made by the service when absent.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9._-]{1,64}$" },
        });

        var answer = (OpenApiResponse)operation.Responses!["200"];
        answer.Description = "The samples. The X-GenPhys headers come with application/octet-stream and application/x-npy.";
        foreach (var (format, content) in answer.Content!.Where(pair => pair.Key != Json))
        {
            content.Schema = format == "text/event-stream"
                ? new OpenApiSchema { Type = JsonSchemaType.String, Description = "Events `progress`, then one `result` (the JSON answer) or `error` (problem details)." }
                : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        }

        answer.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [RequestId.Header] = Header(JsonSchemaType.String, "The request's id."),
            [SampleHeaders.Id] = Header(JsonSchemaType.String, "The request's id."),
            [SampleHeaders.Model] = Header(JsonSchemaType.String, "The model's name, percent-encoded."),
            [SampleHeaders.ModelVersion] = Header(JsonSchemaType.Integer, "The version that ran."),
            [SampleHeaders.Seed] = Header(JsonSchemaType.Integer, "The seed that was used."),
            [SampleHeaders.Shape] = Header(JsonSchemaType.String, "Rows first, then the shape of one sample, separated by commas."),
            [SampleHeaders.Nfe] = Header(JsonSchemaType.Number, "Mean number of field evaluations per row."),
            [SampleHeaders.FailedRowCount] = Header(JsonSchemaType.Integer, "Number of rows that failed."),
            [SampleHeaders.FailedRows] = Header(JsonSchemaType.String, $"The first {SampleHeaders.MaxFailedRows} of them, as a JSON list."),
            [SampleHeaders.Verification] = Header(JsonSchemaType.String, "The verification without its verdicts, as JSON, where the request asked for one."),
            [SampleHeaders.UnsatisfiedRows] = Header(JsonSchemaType.String, $"The first {SampleHeaders.MaxUnsatisfiedRows} rows that do not obey the constraint, separated by commas."),
            [SampleHeaders.QueuedMs] = Header(JsonSchemaType.Number, "Milliseconds from arrival to the first tick."),
            [SampleHeaders.RunMs] = Header(JsonSchemaType.Number, "Milliseconds from the first tick to the last row."),
        };
    }

    private static OpenApiHeader Header(JsonSchemaType type, string description) => new() { Description = description, Schema = new OpenApiSchema { Type = type } };

    private static JsonNode? Example(ErrorCode code) =>
        JsonSerializer.SerializeToNode(Problem.From(Examples.Error(code)), ContractsJson.Default.Problem);
}
