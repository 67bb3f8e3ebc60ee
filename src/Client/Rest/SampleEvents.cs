using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GenPhys.Client.Calls;

namespace GenPhys.Client.Rest;

/// <summary>Reads server-sent events: progress, then the result or an error.</summary>
internal static class SampleEvents
{
    public static async IAsyncEnumerable<SampleEvent> ReadAsync(HttpResponseMessage response, int maxBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), maxBytes);
        await using var events = SseParser.Create(stream, static (name, data) => Parse(name, data)).EnumerateAsync(ct).GetAsyncEnumerator(ct);
        while (await NextAsync(events).ConfigureAwait(false))
        {
            // An event of a newer service tells nothing that this client knows.
            if (events.Current.Data is { } found)
            {
                yield return found;
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<SampleEvent?>> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (JsonException failure)
        {
            throw RestJson.Foreign(failure);
        }
        catch (Exception failure) when (TransportFailure.From(failure) is { } known)
        {
            throw known;
        }
    }

    private static SampleEvent? Parse(string name, ReadOnlySpan<byte> data) => name switch
    {
        "progress" => new SampleProgressed(JsonSerializer.Deserialize(data, RestJson.Types.SampleProgress) ?? throw RestJson.Foreign(null)),
        "result" => new SampleCompleted(RestJson.ToSet(JsonSerializer.Deserialize(data, RestJson.Types.SampleResponse) ?? throw RestJson.Foreign(null))),
        "error" => throw ProblemReader.Read(data),
        _ => null,
    };
}
