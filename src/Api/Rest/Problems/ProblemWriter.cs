using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Api.OpenInference;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Api.Rest.Problems;

/// <summary>Writes problem details (RFC 9457) to a response that has not started.</summary>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    /// <summary>Details quote what was sent, and are read in terminals: quotation marks need no escape where no HTML is near.</summary>
    private static readonly JsonTypeInfo<Problem> Type =
        new ContractsJson(new JsonSerializerOptions(ContractsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Problem;

    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(1);

    public static async Task WriteAsync(HttpContext http, GenPhysException exception)
    {
        var problem = Problem.From(exception);
        var response = http.Response;
        response.StatusCode = problem.Status;
        response.ContentType = MediaType;
        if (ErrorTable.Of(exception.Code).MayRetry)
        {
            // The header counts whole seconds, and 0 would invite a busy loop.
            var seconds = Math.Max(1, Math.Ceiling((exception.RetryAfter ?? DefaultRetry).TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"genphys\"";
        }

        var body = http.Request.Path.StartsWithSegments(OpenInferenceEndpoints.Prefix)
            ? OpenInferenceProblem.Serialize(problem, Type)
            : JsonSerializer.SerializeToUtf8Bytes(problem, Type);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
