using GenPhys.Contracts;
using Microsoft.Net.Http.Headers;

namespace GenPhys.Api.Rest.Samples;

/// <summary>Every format of samples, and the choice among them by <c>Accept</c> (RFC 9110, section 12.5.1).</summary>
internal static class SampleFormats
{
    /// <summary>In the order of preference among equals: the first is the default.</summary>
    public static IReadOnlyList<ISampleFormat> All { get; } =
    [
        new JsonSampleFormat(),
        new OctetStreamSampleFormat(),
        new NpySampleFormat(),
        new EventStreamSampleFormat(),
    ];

    /// <summary>The format that the caller likes best.</summary>
    /// <exception cref="GenPhysException">None of the formats is accepted.</exception>
    public static ISampleFormat Choose(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0)
        {
            return All[0];
        }

        if (MediaTypeHeaderValue.TryParseList(accept, out var ranges)
            && All.MaxBy(format => Quality(format, ranges)) is { } best && Quality(best, ranges) > 0)
        {
            return best;
        }

        throw new GenPhysException(ErrorCode.NotAcceptable, $"Samples can be answered as {string.Join(", ", All.Select(format => format.MediaType))}.");
    }

    /// <summary>The quality that the most specific range gives to a format; 0 when no range includes it.</summary>
    private static double Quality(ISampleFormat format, IList<MediaTypeHeaderValue> ranges)
    {
        var type = new MediaTypeHeaderValue(format.MediaType);
        return ranges
            .Where(range => type.IsSubsetOf(WithoutQuality(range)))
            .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }

    private static MediaTypeHeaderValue WithoutQuality(MediaTypeHeaderValue range) => new(range.MediaType);
}
