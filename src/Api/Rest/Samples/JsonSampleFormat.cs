namespace GenPhys.Api.Rest.Samples;

/// <summary>The whole answer as JSON; the default.</summary>
internal sealed class JsonSampleFormat : ISampleFormat
{
    public string MediaType => "application/json";

    public async Task AnswerAsync(HttpContext http, SampleRun run)
    {
        var result = await run(null).ConfigureAwait(false);
        http.Response.ContentType = MediaType;
        await SampleJson.WriteAsync(http.Response.BodyWriter, result, http.RequestAborted).ConfigureAwait(false);
    }
}
