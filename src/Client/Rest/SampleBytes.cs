using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using GenPhys.Client.Calls;
using GenPhys.Contracts;

namespace GenPhys.Client.Rest;

/// <summary>Reads samples that come as little-endian float32, the rest of the answer in headers.</summary>
internal static class SampleBytes
{
    private const string EssHeader = "X-GenPhys-Ess";

    private const string SeedHeader = "X-GenPhys-Seed";
    private const string CodesHeader = "X-GenPhys-Codes";
    private const string ShapeHeader = "X-GenPhys-Shape";
    private const int PieceBytes = 64 * 1024;

    /// <summary>Whether the answer holds more than its bytes and headers do: weights of rows, or codes of more rows than a header holds.</summary>
    public static bool IsPart(HttpResponseMessage response) =>
        response.Headers.Contains(EssHeader)
        || (response.Headers.TryGetValues(CodesHeader, out var codes) && response.Headers.TryGetValues(ShapeHeader, out var shape)
            && codes.First().Split(';').Length.ToString(CultureInfo.InvariantCulture) != shape.First().Split(',')[0]);

    /// <summary>The seed that the service used.</summary>
    public static long Seed(HttpResponseMessage response) =>
        response.Headers.TryGetValues(SeedHeader, out var values) && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var seed) ? seed : throw RestJson.Foreign(null);

    public static async Task<SampleSet> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        try
        {
            var (answer, failedRows) = ReadHeaders(response);
            if (answer.Samples.Length > maxBytes / sizeof(float))
            {
                throw new GenPhysTransportException($"The answer is larger than {nameof(GenPhysClientOptions.MaxAnswerBytes)}, {maxBytes} bytes.");
            }

            await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await FillAsync(answer.Samples, stream, ct).ConfigureAwait(false);
            return new SampleSet(answer, failedRows);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or OverflowException)
        {
            throw RestJson.Foreign(failure);
        }
        catch (Exception failure) when (TransportFailure.From(failure) is { } known)
        {
            throw known;
        }
    }

    private static (SampleResult Answer, int FailedRows) ReadHeaders(HttpResponseMessage response)
    {
        int[] shape = [.. Header("Shape").Split(',').Select(extent => int.Parse(extent, CultureInfo.InvariantCulture))];
        var answer = new SampleResult
        {
            Id = Header("Id"),
            Model = new ModelReference(Uri.UnescapeDataString(Header("Model")), int.Parse(Header("Model-Version"), CultureInfo.InvariantCulture)),
            Seed = long.Parse(Header("Seed"), CultureInfo.InvariantCulture),
            Shape = shape,
            Samples = new float[shape.Aggregate(1, (product, extent) => checked(product * extent))],
            Nfe = Number("Nfe"),
            Codes = Codes(shape[0]),
            FailedRows = JsonSerializer.Deserialize(Header("Failed-Rows"), RestJson.Types.FailedRowArray) ?? [],
            Timings = new Timings(Number("Queued-Ms"), Number("Run-Ms")),
        };
        return (answer, int.Parse(Header("Failed-Row-Count"), CultureInfo.InvariantCulture));

        // Absent for a model without codes.
        IReadOnlyList<int[]>? Codes(int rows) => response.Headers.TryGetValues(CodesHeader, out var values) && values.First().Split(';') is var lists && lists.Length == rows
            ? [.. lists.Select(list => Array.ConvertAll(list.Split(','), code => int.Parse(code, CultureInfo.InvariantCulture)))]
            : null;

        double Number(string name) => double.Parse(Header(name), CultureInfo.InvariantCulture);

        string Header(string name) => response.Headers.TryGetValues("X-GenPhys-" + name, out var values)
            ? values.First()
            : throw new FormatException($"The header X-GenPhys-{name} is missing.");
    }

    private static async Task FillAsync(float[] values, Stream from, CancellationToken ct)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var at = 0; at < values.Length;)
            {
                var count = Math.Min(values.Length - at, PieceBytes / sizeof(float));
                await from.ReadExactlyAsync(piece.AsMemory(0, count * sizeof(float)), ct).ConfigureAwait(false);
                Copy(piece.AsSpan(0, count * sizeof(float)), values.AsSpan(at, count));
                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static void Copy(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }
    }
}
