using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace GenPhys.Api.Rest.Samples;

/// <summary>Writes float32 numbers as bytes, a piece at a time, so that a slow reader holds back the copy and not memory.</summary>
internal static class LittleEndian
{
    private const int FloatsPerPiece = 16 * 1024;

    public static async Task WriteAsync(PipeWriter to, ReadOnlyMemory<float> values, CancellationToken ct)
    {
        while (!values.IsEmpty)
        {
            var piece = values[..Math.Min(values.Length, FloatsPerPiece)];
            Copy(piece.Span, to);
            await to.FlushAsync(ct).ConfigureAwait(false);
            values = values[piece.Length..];
        }
    }

    private static void Copy(ReadOnlySpan<float> values, PipeWriter to)
    {
        var bytes = to.GetSpan(values.Length * sizeof(float));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], values[i]);
            }
        }

        to.Advance(values.Length * sizeof(float));
    }
}
