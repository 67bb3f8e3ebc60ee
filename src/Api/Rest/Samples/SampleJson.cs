using System.IO.Pipelines;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Api.Rest.Samples;

/// <summary>Writes the JSON of <see cref="SampleResponse"/> straight from the array of numbers.</summary>
internal static class SampleJson
{
    private const int FlushBytes = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    public static async Task WriteAsync(PipeWriter to, SampleResult result, CancellationToken ct)
    {
        using var json = new Utf8JsonWriter(to, Options);
        var failed = result.FailedRows.Select(row => row.Row).ToHashSet();
        var rows = result.Shape[0];
        var dim = rows == 0 ? 0 : result.Samples.Length / rows;
        Begin(json, result);
        for (var row = 0; row < rows; row++)
        {
            if (failed.Contains(row))
            {
                json.WriteNullValue();
            }
            else
            {
                Row(json, result.Samples.AsSpan(row * dim, dim));
            }

            if (json.BytesPending > FlushBytes)
            {
                json.Flush();
                await to.FlushAsync(ct).ConfigureAwait(false);
            }
        }

        End(json, result);
        json.Flush();
        await to.FlushAsync(ct).ConfigureAwait(false);
    }

    private static void Begin(Utf8JsonWriter json, SampleResult result)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, result.Id);
        json.WritePropertyName("model"u8);
        JsonSerializer.Serialize(json, result.Model, ContractsJson.Default.ModelReference);
        json.WriteNumber("seed"u8, result.Seed);
        json.WriteStartArray("shape"u8);
        foreach (var n in result.Shape)
        {
            json.WriteNumberValue(n);
        }

        json.WriteEndArray();
        json.WriteStartArray("samples"u8);
    }

    private static void Weights(Utf8JsonWriter json, IReadOnlyList<double> weights, SampleResult result)
    {
        var failed = result.FailedRows.Select(row => row.Row).ToHashSet();
        json.WriteStartArray("logWeights"u8);
        for (var row = 0; row < weights.Count; row++)
        {
            if (failed.Contains(row))
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(weights[row]);
            }
        }

        json.WriteEndArray();
        json.WriteNumber("ess"u8, result.Ess!.Value);
    }

    private static void Row(Utf8JsonWriter json, ReadOnlySpan<float> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void End(Utf8JsonWriter json, SampleResult result)
    {
        json.WriteEndArray();
        json.WriteNumber("nfe"u8, result.Nfe);
        json.WritePropertyName("failedRows"u8);
        JsonSerializer.Serialize(json, [.. result.FailedRows], ContractsJson.Default.FailedRowArray);
        if (result.LogWeights is { } weights)
        {
            Weights(json, weights, result);
        }

        if (result.Codes is { } codes)
        {
            json.WritePropertyName("codes"u8);
            JsonSerializer.Serialize(json, codes, ContractsJson.Default.IReadOnlyListInt32Array);
        }

        if (result.GuidanceReport is { } report)
        {
            json.WritePropertyName("guidanceReport"u8);
            JsonSerializer.Serialize(json, report, ContractsJson.Default.GuidanceReport);
        }

        if (result.Verification is { } verification)
        {
            json.WritePropertyName("verification"u8);
            JsonSerializer.Serialize(json, verification, ContractsJson.Default.Verification);
        }

        json.WritePropertyName("timings"u8);
        JsonSerializer.Serialize(json, result.Timings, ContractsJson.Default.Timings);
        json.WriteEndObject();
    }
}
