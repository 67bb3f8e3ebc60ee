using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests.Load;

/// <summary>One way in and out of the service, as a caller uses it from the first byte to the last.</summary>
internal sealed record Door(string Name, Func<RunningHost, string, string, CancellationToken, Task<Drawn>> SampleAsync)
{
    public static IReadOnlyList<Door> All { get; } =
    [
        new("json", JsonAsync), new("octet-stream", BytesAsync), new("npy", NpyAsync), new("event-stream", EventsAsync), new("grpc", UnaryAsync), new("grpc stream", StreamAsync),
    ];

    private static async Task<Drawn> JsonAsync(RunningHost host, string model, string body, CancellationToken ct)
    {
        using var response = await SendAsync(host, model, body, "application/json", ct);
        return Of(JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(ct), ContractsJson.Default.SampleResponse)!);
    }

    private static async Task<Drawn> BytesAsync(RunningHost host, string model, string body, CancellationToken ct)
    {
        using var response = await SendAsync(host, model, body, "application/octet-stream", ct);
        return new Drawn(Version(response), Floats(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    private static async Task<Drawn> NpyAsync(RunningHost host, string model, string body, CancellationToken ct)
    {
        using var response = await SendAsync(host, model, body, "application/x-npy", ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        return new Drawn(Version(response), Floats(bytes.AsSpan(10 + BitConverter.ToUInt16(bytes, 8))));
    }

    private static async Task<Drawn> EventsAsync(RunningHost host, string model, string body, CancellationToken ct)
    {
        using var response = await SendAsync(host, model, body, "text/event-stream", ct);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        var name = "";
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && name == "result")
            {
                return Of(JsonSerializer.Deserialize(line["data: ".Length..], ContractsJson.Default.SampleResponse)!);
            }
            else
            {
                Assert.NotEqual("error", name);
            }
        }

        throw new EndOfStreamException("The events ended without a result.");
    }

    private static async Task<Drawn> UnaryAsync(RunningHost host, string model, string body, CancellationToken ct)
    {
        var response = await host.Grpc().SampleAsync(Message(model, body), cancellationToken: ct);
        return new Drawn(response.Model.Version, [.. response.Samples]);
    }

    private static async Task<Drawn> StreamAsync(RunningHost host, string model, string body, CancellationToken ct)
    {
        using var call = host.Grpc().SampleStream(Message(model, body), cancellationToken: ct);
        var (version, samples) = (0, new List<float>());
        await foreach (var message in call.ResponseStream.ReadAllAsync(ct))
        {
            version = message.Result?.Model.Version ?? version;
            samples.AddRange(message.Chunk?.Samples ?? []);
        }

        return new Drawn(version, [.. samples]);
    }

    public static Proto.SampleRequest Message(string model, string body) =>
        StrictJson.Read(Encoding.UTF8.GetBytes(body), ContractsJson.Default.SampleRequest).ToProto(model);

    private static async Task<HttpResponseMessage> SendAsync(RunningHost host, string model, string body, string accept, CancellationToken ct)
    {
        var response = await host.Client.SendAsync(Http.Sample(body, model, accept), HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            using (response)
            {
                throw new RefusedException(response.StatusCode, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync(ct));
            }
        }

        return response;
    }

    private static Drawn Of(SampleResponse response) => new(response.Model.Version, response.Flat());

    private static int Version(HttpResponseMessage response) => int.Parse(response.Header("X-GenPhys-Model-Version")!, CultureInfo.InvariantCulture);

    private static float[] Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}

/// <summary>What came out, and of which version of the model.</summary>
internal sealed record Drawn(int Version, float[] Samples);

/// <summary>REST has answered with an error.</summary>
internal sealed class RefusedException(HttpStatusCode status, TimeSpan? retryAfter, string body) : Exception($"{(int)status}: {body}")
{
    public HttpStatusCode Status => status;

    public TimeSpan? RetryAfter => retryAfter;
}
