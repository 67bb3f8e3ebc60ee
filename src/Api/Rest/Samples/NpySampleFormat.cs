using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace GenPhys.Api.Rest.Samples;

/// <summary>NumPy's file format, version 1.0: <c>numpy.load</c> reads it.</summary>
internal sealed class NpySampleFormat : ISampleFormat
{
    private const int Alignment = 64;

    public string MediaType => "application/x-npy";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    public async Task AnswerAsync(HttpContext http, SampleRun run)
    {
        var result = await run(null).ConfigureAwait(false);
        var header = Header(result.Shape);
        http.Response.ContentType = MediaType;
        http.Response.ContentLength = header.Length + ((long)result.Samples.Length * sizeof(float));
        SampleHeaders.Write(http.Response.Headers, result);
        http.Response.BodyWriter.Write(header);
        await LittleEndian.WriteAsync(http.Response.BodyWriter, result.Samples, http.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Header(int[] shape)
    {
        // Every axis is followed by a comma, so that one axis is a tuple too; the text ends in a line feed at a multiple of the alignment.
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(n => n + ","))}), }}";
        var prefix = Magic.Length + sizeof(ushort);
        var length = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length), (ushort)(length - prefix));
        header.AsSpan(prefix).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        return header;
    }
}
