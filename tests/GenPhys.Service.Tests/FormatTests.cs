using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The same request in every format of its answer.</summary>
public sealed class FormatTests : IAsyncLifetime
{
    private const string Body = """{ "count": 5000, "seed": 7, "sampler": { "kind": "heun", "steps": 6 } }""";

    private RunningHost _host = null!;
    private Func<SampleResult, SampleResult> _change = result => result;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(
        around: service => new WatchedService(service) { After = (result, _) => Task.FromResult(_change(result)) });

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_format_gives_the_same_bits()
    {
        var json = (await _host.Client.SampleAsync(Body)).Flat();
        Assert.Equal(10_000, json.Length);
        Assert.Equal(Bits(json), Bits(MemoryMarshal.Cast<byte, float>(await BytesAsync("application/octet-stream")).ToArray()));
        Assert.Equal(Bits(json), Bits(Npy(await BytesAsync("application/x-npy"), [5000, 2])));
        var events = await EventsAsync();
        Assert.Equal(Bits(json), Bits(JsonSerializer.Deserialize(events[^1].Data, ContractsJson.Default.SampleResponse)!.Flat()));
    }

    [Fact]
    public async Task The_headers_tell_what_the_body_does_not()
    {
        using var json = await _host.Client.SendAsync(Http.Sample(Body));
        var answer = await json.SamplesAsync();
        foreach (var format in new[] { "application/octet-stream", "application/x-npy" })
        {
            using var response = await _host.Client.SendAsync(Http.Sample(Body, accept: format));
            Assert.Equal(format, response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("5000,2", response.Header("X-GenPhys-Shape"));
            Assert.Equal("gaussian", response.Header("X-GenPhys-Model"));
            Assert.Equal("1", response.Header("X-GenPhys-Model-Version"));
            Assert.Equal("7", response.Header("X-GenPhys-Seed"));
            Assert.Equal(answer.Nfe, double.Parse(response.Header("X-GenPhys-Nfe")!, CultureInfo.InvariantCulture));
            Assert.Equal("0", response.Header("X-GenPhys-Failed-Row-Count"));
            Assert.Equal("[]", response.Header("X-GenPhys-Failed-Rows"));
            Assert.True(double.Parse(response.Header("X-GenPhys-Run-Ms")!, CultureInfo.InvariantCulture) > 0);
            Assert.True(double.Parse(response.Header("X-GenPhys-Queued-Ms")!, CultureInfo.InvariantCulture) >= 0);
            Assert.Equal(response.Header("X-Request-Id"), response.Header("X-GenPhys-Id"));
        }

        Assert.Equal(11, answer.Nfe);
        Assert.Equal((7, new ModelReference("gaussian", 1)), (answer.Seed, answer.Model));
        Assert.Equal([5000, 2], answer.Shape);
        Assert.Equal(json.Header("X-Request-Id"), answer.Id);
    }

    [Fact]
    public async Task A_failed_row_is_null_in_json_and_zeros_in_binary()
    {
        var failure = new FailedRow(1, 3, 0.25, "nonFinite");
        _change = result => result with { Shape = [3, 2], Samples = [1, 2, 0, 0, 5, 6], FailedRows = [failure] };

        var answer = await _host.Client.SampleAsync(Body);
        Assert.Equal([[1, 2], null, [5, 6]], answer.Samples);
        Assert.Equal([failure], answer.FailedRows);
        using var binary = await _host.Client.SendAsync(Http.Sample(Body, accept: "application/octet-stream"));
        Assert.Equal(new float[] { 1, 2, 0, 0, 5, 6 }, MemoryMarshal.Cast<byte, float>(await binary.Content.ReadAsByteArrayAsync()).ToArray());
        Assert.Equal("1", binary.Header("X-GenPhys-Failed-Row-Count"));
        Assert.Equal([failure], JsonSerializer.Deserialize(binary.Header("X-GenPhys-Failed-Rows")!, ContractsJson.Default.FailedRowArray)!);
    }

    [Fact]
    public async Task Awkward_numbers_keep_their_bits_in_json()
    {
        float[] awkward = [0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 0.1f, 16777216, 1e-38f, 1f / 3];
        _change = result => result with { Shape = [5, 2], Samples = awkward };
        Assert.Equal(Bits(awkward), Bits((await _host.Client.SampleAsync(Body)).Flat()));
    }

    [Fact]
    public async Task One_axis_and_three_axes_have_valid_npy_shapes()
    {
        _change = result => result with { Shape = [4], Samples = [1, 2, 3, 4] };
        Assert.Equal(new float[] { 1, 2, 3, 4 }, Npy(await BytesAsync("application/x-npy"), [4]));
        _change = result => result with { Shape = [1, 2, 3], Samples = [1, 2, 3, 4, 5, 6] };
        Assert.Equal(new float[] { 1, 2, 3, 4, 5, 6 }, Npy(await BytesAsync("application/x-npy"), [1, 2, 3]));
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("application/x-npy, */*;q=0.1", "application/x-npy")]
    [InlineData("application/json;q=0.5, application/octet-stream", "application/octet-stream")]
    [InlineData("application/json;q=0, */*", "application/octet-stream")]
    [InlineData("text/html, text/*;q=0.3", "text/event-stream")]
    public async Task The_caller_chooses_the_format(string? accept, string expected)
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 1 }""", accept: accept));
        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Progress_events_come_before_the_result()
    {
        var events = await EventsAsync();
        Assert.True(events.Count >= 2);
        Assert.All(events.SkipLast(1), e => Assert.Equal("progress", e.Name));
        Assert.Equal("result", events[^1].Name);
        var result = JsonSerializer.Deserialize(events[^1].Data, ContractsJson.Default.SampleResponse)!;
        var progress = events.SkipLast(1).Select(e => JsonSerializer.Deserialize(e.Data, ContractsJson.Default.SampleProgress)!).ToList();
        Assert.All(progress, p => Assert.Equal((result.Id, 5000), (p.Id, p.Rows)));
        Assert.Equal(progress.OrderBy(p => p.EvaluationsDone).ThenBy(p => p.RowsDone), progress);
        Assert.All(progress, p => Assert.InRange(p.EvaluationsDone, 0, p.Evaluations));
    }

    [Fact]
    public async Task An_event_stream_that_is_refused_is_an_ordinary_problem()
    {
        using var response = await _host.Client.SendAsync(Http.Sample("""{ "count": 0 }""", accept: "text/event-stream"));
        await response.ProblemAsync(422, "validation", "/count");
    }

    [Fact]
    public async Task An_event_stream_that_fails_later_ends_in_an_error_event()
    {
        _change = _ => throw new GenPhysException(ErrorCode.NumericalFailure, "Every row left the finite numbers.");
        var events = await EventsAsync();
        Assert.Equal("error", events[^1].Name);
        Assert.Equal("numerical_failure", JsonSerializer.Deserialize(events[^1].Data, ContractsJson.Default.Problem)!.Code);
    }

    private async Task<byte[]> BytesAsync(string accept)
    {
        using var response = await _host.Client.SendAsync(Http.Sample(Body, accept: accept));
        Assert.True(response.IsSuccessStatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<List<(string Name, string Data)>> EventsAsync()
    {
        using var response = await _host.Client.SendAsync(Http.Sample(Body, accept: "text/event-stream"));
        Assert.Equal(new MediaTypeHeaderValue("text/event-stream"), response.Content.Headers.ContentType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return [.. text[..^2].Split("\n\n").Select(block => block.Split('\n')).Select(lines =>
        {
            Assert.Equal(2, lines.Length);
            return (lines[0]["event: ".Length..], lines[1]["data: ".Length..]);
        })];
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);

    private static float[] Npy(byte[] file, int[] shape)
    {
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], file[..8]);
        var header = 10 + BitConverter.ToUInt16(file, 8);
        Assert.Equal(0, header % 64);
        var text = Encoding.ASCII.GetString(file, 10, header - 10);
        Assert.StartsWith($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(',', shape)},), }}", text, StringComparison.Ordinal);
        Assert.Equal('\n', text[^1]);
        return MemoryMarshal.Cast<byte, float>(file.AsSpan(header)).ToArray();
    }
}
