using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Api.Rest;

/// <summary>Reads a whole JSON body; the server's own limit bounds its size.</summary>
internal static class RequestBody
{
    /// <summary>Reads one contract.</summary>
    /// <exception cref="GenPhysException">The body does not hold the contract.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or its framing is broken.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(ct).ConfigureAwait(false);
            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return Read(result.Buffer, type);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    private static T Read<T>(in ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.IsSingleSegment)
        {
            return StrictJson.Read(body.FirstSpan, type);
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(rented);
            return StrictJson.Read(rented.AsSpan(0, (int)body.Length), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
