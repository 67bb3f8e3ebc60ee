using GenPhys.Api.Rest.Problems;
using GenPhys.Contracts;

namespace GenPhys.Api.OpenApi;

/// <summary>What endpoints say of themselves beyond their types; <see cref="OperationTransformer"/> puts it into the document.</summary>
internal static class OperationMetadata
{
    /// <summary>Adds examples of the JSON bodies.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, string? request = null, string? response = null) =>
        endpoint.WithMetadata(new ExampleMetadata(request, response));

    /// <summary>Adds the problems that an endpoint can answer with.</summary>
    public static TBuilder WithErrors<TBuilder>(this TBuilder endpoint, params ErrorCode[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in codes.Select(code => ErrorTable.Of(code).HttpStatus).Distinct())
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemWriter.MediaType]));
        }

        return endpoint.WithMetadata(new ErrorsMetadata(codes));
    }
}

/// <summary>Examples of an endpoint's JSON bodies.</summary>
internal sealed record ExampleMetadata(string? Request, string? Response);

/// <summary>Codes that an endpoint answers with.</summary>
internal sealed record ErrorsMetadata(IReadOnlyList<ErrorCode> Codes);

/// <summary>Marks the endpoint whose answer is samples, in any of their formats.</summary>
internal sealed record SampleAnswerMetadata;
