using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;

namespace GenPhys.Client.Rest;

/// <summary>Reads problem details (RFC 9457) back into the exception that they stand for.</summary>
internal static class ProblemReader
{
    private const string MediaType = "application/problem+json";
    private const int MaxBytes = 1 << 20;

    /// <summary>The exception of an answer that is no success.</summary>
    public static async Task<Exception> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType != MediaType)
        {
            return Foreign(response);
        }

        try
        {
            return From(await RestJson.ReadAsync(response, RestJson.Types.Problem, MaxBytes, ct).ConfigureAwait(false), response.Headers.RetryAfter?.Delta) ?? (Exception)Foreign(response);
        }
        catch (GenPhysTransportException)
        {
            return Foreign(response);
        }
    }

    /// <summary>The exception of a problem within a stream.</summary>
    public static Exception Read(ReadOnlySpan<byte> utf8)
    {
        var problem = JsonSerializer.Deserialize(utf8, RestJson.Types.Problem);
        return problem is null ? RestJson.Foreign(null) : From(problem, null) ?? (Exception)new GenPhysTransportException($"The service ended with the unknown code '{problem.Code}': {problem.Detail}");
    }

    private static GenPhysException? From(Problem problem, TimeSpan? retryAfter)
    {
        if (Code(problem.Code) is not { } code)
        {
            return null;
        }

        return problem.Errors is { Count: > 1 } errors
            ? new GenPhysException([.. errors.Select(item => new Violation(Code(item.Code) ?? code, item.Pointer, item.Detail))])
            : new GenPhysException(code, problem.Detail, problem.Pointer, retryAfter);
    }

    private static ErrorCode? Code(string name) => ErrorTable.All.FirstOrDefault(row => row.Name == name)?.Code;

    private static GenPhysTransportException Foreign(HttpResponseMessage response) =>
        new($"The answer is not one of this service: {(int)response.StatusCode} {response.ReasonPhrase}, {response.Content.Headers.ContentType?.MediaType ?? "no content"}.");
}
