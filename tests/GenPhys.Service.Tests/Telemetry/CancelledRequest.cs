using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>A request that is certain to have had ticks when it is cancelled.</summary>
internal static class CancelledRequest
{
    /// <summary>Starts an endless request, cancels it at the first sign of an evaluation, and completes when it has ended.</summary>
    public static async Task CancelWhileRunningAsync(this HttpClient client)
    {
        using var response = await client.SendAsync(Http.Sample(Http.Endless, accept: "text/event-stream"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)
                && JsonSerializer.Deserialize(line["data: ".Length..], ContractsJson.Default.SampleProgress) is { EvaluationsDone: > 0 } progress)
            {
                using var deleted = await client.DeleteAsync("/v1/requests/" + progress.Id);
                break;
            }
        }

        await reader.ReadToEndAsync();
    }
}
