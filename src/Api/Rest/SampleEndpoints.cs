using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Api.Rest.Samples;
using GenPhys.Contracts;

namespace GenPhys.Api.Rest;

/// <summary>Drawing samples.</summary>
internal static class SampleEndpoints
{
    public static void MapSamples(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/models/{model}/samples", SampleEndpoint.AnswerAsync)
            .RequireScope(Policies.Sample)
            .WithTags("Samples")
            .WithName("sample")
            .WithSummary("Draws samples from a model.")
            .WithDescription(
                "Only `count` is required; the model's artifact gives the defaults. A model is addressed as `name`, or as `name@version` for one version of it. The same seed, model and sampler give the same bits, whatever else the "
                + "service is doing.\n\nThe body is JSON by default. `Accept: application/octet-stream` answers little-endian float32 and "
                + "`application/x-npy` a NumPy file, with the rest of the answer in `X-GenPhys-*` headers; `text/event-stream` answers progress events, "
                + $"then the result. A request may bring its own id as `{RequestId.Header}`, by which it can be cancelled.")
            .Accepts<SampleRequest>("application/json")
            .Produces<SampleResponse>(StatusCodes.Status200OK, SampleFormats.All[0].MediaType, [.. SampleFormats.All.Skip(1).Select(format => format.MediaType)])
            .WithExample(Examples.SampleRequest, Examples.SampleResponse)
            .WithMetadata(new SampleAnswerMetadata())
            .WithErrors(
                ErrorCode.Malformed,
                ErrorCode.UnknownMember,
                ErrorCode.ModelNotFound,
                ErrorCode.NotAcceptable,
                ErrorCode.RequestIdInUse,
                ErrorCode.PayloadTooLarge,
                ErrorCode.UnsupportedMediaType,
                ErrorCode.Validation,
                ErrorCode.UnsupportedCombination,
                ErrorCode.BudgetExceeded,
                ErrorCode.QueueFull,
                ErrorCode.Cancelled,
                ErrorCode.ModelNotReady,
                ErrorCode.Draining,
                ErrorCode.DeadlineExceeded);
}
