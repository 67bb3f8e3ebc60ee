using GenPhys.Contracts;

namespace GenPhys.Api.Rest;

/// <summary>The id of a request: the caller's own from the header, or a new one. The answer repeats it.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 64;

    /// <summary>Reads or makes the id, and puts it on the response.</summary>
    /// <exception cref="GenPhysException">The header holds something else than 1 to 64 letters, digits, '-', '_' and '.'.</exception>
    public static string Of(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        if (given.Count > 1 || (given.Count == 1 && !IsValid(given[0])))
        {
            throw new GenPhysException(ErrorCode.Validation, $"{Header} must be one value of 1 to {MaxLength} letters, digits, '-', '_' and '.'.");
        }

        var id = given.Count == 1 ? given[0]! : Guid.CreateVersion7().ToString("N");
        http.Response.Headers[Header] = id;
        return id;
    }

    /// <summary>The id that the body holds, put on the response; that of the header, or a new one, when it holds none.</summary>
    /// <exception cref="GenPhysException">One of them is not valid.</exception>
    public static string Of(HttpContext http, string? inBody)
    {
        if (inBody is null)
        {
            return Of(http);
        }

        if (!IsValid(inBody))
        {
            throw new GenPhysException(ErrorCode.Validation, $"id must be 1 to {MaxLength} letters, digits, '-', '_' and '.'.", "/id");
        }

        http.Response.Headers[Header] = inBody;
        return inBody;
    }

    private static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
