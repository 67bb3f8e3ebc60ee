namespace GenPhys.Api.Rest.Samples;

/// <summary>The numbers as little-endian float32, row-major, and nothing else; a failed row is zeros.</summary>
internal sealed class OctetStreamSampleFormat : ISampleFormat
{
    public string MediaType => "application/octet-stream";

    public async Task AnswerAsync(HttpContext http, SampleRun run)
    {
        var result = await run(null).ConfigureAwait(false);
        http.Response.ContentType = MediaType;
        http.Response.ContentLength = (long)result.Samples.Length * sizeof(float);
        SampleHeaders.Write(http.Response.Headers, result);
        await LittleEndian.WriteAsync(http.Response.BodyWriter, result.Samples, http.RequestAborted).ConfigureAwait(false);
    }
}
