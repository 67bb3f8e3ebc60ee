using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Api.Hosting;
using GenPhys.Api.Telemetry;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;

namespace GenPhys.Api.Rest.Samples;

/// <summary>
/// Server-sent events: <c>progress</c> events, each with the request's id, then one <c>result</c> with the JSON answer or one <c>error</c> with
/// problem details. A request that is refused at the door gets an ordinary error status, since nothing has been sent yet.
/// </summary>
internal sealed class EventStreamSampleFormat : ISampleFormat
{
    public string MediaType => "text/event-stream";

    public async Task AnswerAsync(HttpContext http, SampleRun run)
    {
        var feed = new ProgressFeed();
        var running = feed.RunAsync(progress => run(progress));
        try
        {
            await foreach (var progress in feed.ReadAllAsync().ConfigureAwait(false))
            {
                await WriteAsync(http, "progress", progress, ContractsJson.Default.SampleProgress).ConfigureAwait(false);
            }

            var result = await running.ConfigureAwait(false);
            Begin(http, "result");
            await SampleJson.WriteAsync(http.Response.BodyWriter, result, http.RequestAborted).ConfigureAwait(false);
            await EndAsync(http).ConfigureAwait(false);
        }
        catch (GenPhysException exception) when (http.Response.HasStarted)
        {
            http.RequestServices.GetRequiredService<ServiceInstruments>().Refused(Doors.Rest, exception.Code);
            await WriteAsync(http, "error", Problem.From(exception), ContractsJson.Default.Problem).ConfigureAwait(false);
        }
        finally
        {
            // A write to a cut connection ends this method early; the request itself, cancelled by the same cut, ends before its entry does.
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync<T>(HttpContext http, string name, T value, JsonTypeInfo<T> type)
    {
        Begin(http, name);
        http.Response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(value, type));
        await EndAsync(http).ConfigureAwait(false);
    }

    private void Begin(HttpContext http, string name)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = MediaType;
            http.Response.Headers.CacheControl = "no-cache";
        }

        // The JSON writers put no line break into their text, so one data line holds a whole event.
        http.Response.BodyWriter.Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
    }

    private static async Task EndAsync(HttpContext http)
    {
        http.Response.BodyWriter.Write("\n\n"u8);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
