using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Client.Rest;

/// <summary>Contracts as JSON. What is sent is what the service reads; what is read may hold members that a newer service has added.</summary>
internal static class RestJson
{
    public static readonly ContractsJson Types =
        new(new JsonSerializerOptions(ContractsJson.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip });

    public static HttpContent Write<T>(T body, JsonTypeInfo<T> type) => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="GenPhysTransportException">It is too large, or not what the service writes.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, int maxBytes, CancellationToken ct)
        where T : class
    {
        await using var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), maxBytes);
        try
        {
            return await JsonSerializer.DeserializeAsync(stream, type, ct).ConfigureAwait(false) ?? throw Foreign(null);
        }
        catch (JsonException failure)
        {
            throw Foreign(failure);
        }
    }

    /// <summary>The samples of a JSON answer in one array.</summary>
    public static SampleSet ToSet(SampleResponse response)
    {
        int[] shape = [.. response.Shape];
        var dimension = shape.Skip(1).Aggregate(1, (product, extent) => checked(product * extent));
        var samples = new float[checked(shape[0] * dimension)];
        for (var row = 0; row < response.Samples.Count; row++)
        {
            response.Samples[row]?.CopyTo(samples, row * dimension);
        }

        return new SampleSet(new SampleResult
        {
            Id = response.Id,
            Model = response.Model,
            Seed = response.Seed,
            Shape = shape,
            Samples = samples,
            Nfe = response.Nfe,
            FailedRows = response.FailedRows,
            GuidanceReport = response.GuidanceReport,
            Verification = response.Verification,
            LogWeights = response.LogWeights is { } weights ? [.. weights.Select(weight => weight ?? 0)] : null,
            Ess = response.Ess,
            Codes = response.Codes,
            Timings = response.Timings,
        });
    }

    public static GenPhysTransportException Foreign(Exception? inner) => new("The answer is not one of this service: it cannot be read.", inner);
}
