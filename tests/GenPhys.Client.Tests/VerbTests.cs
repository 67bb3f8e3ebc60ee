using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Client.Tests.Support;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Client.Tests;

/// <summary>Every verb, over both protocols, against the real service.</summary>
public sealed class VerbTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly double[][] Points = [[0.3, -0.2], [1, 0.5]];

    private static readonly DiscConstraint Disc = new() { Center = [0, 0], Radius = 1 };

    private static readonly Timings NoTimings = new(0, 0);

    private RunningHost Host => fixture.Host;

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Samples_are_views_of_one_array(GenPhysProtocol protocol)
    {
        using var client = Host.Client(protocol);
        var samples = await client.SampleAsync("network", new SampleRequest { Count = 5, Seed = 7, Sampler = new HeunSampler { Steps = 6 }, RequestId = "mine-" + protocol });

        Assert.Equal((5, 2, 0), (samples.Count, samples.Dimension, samples.FailedRowCount));
        Assert.Equal([5, 2], samples.Answer.Shape);
        Assert.Equal(("mine-" + protocol, 7L, 11d), (samples.Answer.Id, samples.Answer.Seed, samples.Answer.Nfe));
        Assert.Equal(new ModelReference("network", 1), samples.Answer.Model);
        Assert.True(samples.Answer.Timings.RunMs > 0);
        Assert.True(MemoryMarshal.TryGetArray(samples.Memory, out var array) && ReferenceEquals(array.Array, samples.Answer.Samples));
        Assert.True(samples.Span.Overlaps(samples.Row(3), out var offset) && offset == 6);
        Assert.All(samples.Memory.ToArray(), value => Assert.True(float.IsFinite(value) && value != 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => samples.Row(5).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => samples.Row(-1).Length);
    }

    [Fact]
    public async Task Both_protocols_give_the_same_bits_at_every_verb()
    {
        using var rest = Host.Client(GenPhysProtocol.Rest);
        using var grpc = Host.Client(GenPhysProtocol.Grpc);

        await SameAsync(c => SampleAsync(c, new() { Count = 300, Seed = 11 }), ContractsJson.Default.SampleResponse);
        await SameAsync(c => SampleAsync(c, new() { Count = 3, Seed = 11, GuidanceReport = true }), ContractsJson.Default.SampleResponse);
        await SameAsync(c => SampleAsync(c, new() { Count = 3, Seed = 1, Restart = [new() { TMin = 0.06, TMax = 0.3, Points = 3, Repeats = 2 }] }), ContractsJson.Default.SampleResponse);
        await SameAsync(c => SampleAsync(c, new() { Count = 40, Seed = 1, Verify = Disc, Rejection = new() { Parallel = 2, MaxRounds = 3 } }), ContractsJson.Default.SampleResponse);
        await SameAsync(
            async c => await c.LikelihoodAsync("network", new() { Points = Points, Trace = TraceMethod.Hutchinson, Probes = 2, Seed = 4, Details = true }) with { Id = "", Timings = NoTimings },
            ContractsJson.Default.LikelihoodResult);
        await SameAsync(async c => await c.EncodeAsync("network", new() { Points = Points }) with { Id = "", Timings = NoTimings }, ContractsJson.Default.EncodeResult);
        await SameAsync(
            async c => await c.DecodeAsync("gaussian", new() { Latents = [[80, -40], [1, 2]], Temperature = 0.9 }) with { Id = "", Timings = NoTimings },
            ContractsJson.Default.DecodeResult);
        await SameAsync(
            async c => await c.InterpolateAsync("gaussian", new() { Ends = [new() { Seed = 1 }, new() { Point = [0.5, 0.5] }, new() { Latent = [3, 4] }], Steps = 3 }) with { Id = "", Timings = NoTimings },
            ContractsJson.Default.InterpolationResult);
        await SameAsync(async c => new ModelList(await c.ListModelsAsync()), ContractsJson.Default.ModelList);

        async Task SameAsync<T>(Func<IGenPhysClient, Task<T>> verb, JsonTypeInfo<T> type)
        {
            var texts = await Task.WhenAll(new[] { rest, grpc }.Select(async client => JsonSerializer.Serialize(await verb(client).WaitAsync(Clients.Patience), type)));
            Assert.Equal(texts[0], texts[1]);
        }
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_likelihood_is_the_density_and_a_latent_leads_back(GenPhysProtocol protocol)
    {
        using var client = Host.Client(protocol);
        var likelihood = await client.LikelihoodAsync("gaussian", new() { Points = Points });
        Assert.Equal(-Math.Log(2 * Math.PI * 0.25) - (0.13 / 0.5), likelihood.LogLikelihoods[0]!.Value, 2e-3);

        var encoded = await client.EncodeAsync("gaussian", new() { Points = Points, RequestId = "encode-" + protocol });
        Assert.Equal("encode-" + protocol, encoded.Id);
        var decoded = await client.DecodeAsync("gaussian", new() { Latents = [.. encoded.Latents.Select(row => row!.Select(x => (double)x).ToArray())] });
        Assert.All(decoded.Points.Zip(Points), pair => Assert.All(pair.First!.Zip(pair.Second), x => Assert.Equal(x.Second, x.First, 1e-3)));

        var way = await client.InterpolateAsync("gaussian", new() { Ends = [.. Points.Select(point => new InterpolationEnd { Point = point })], Steps = 4, Method = InterpolationMethod.Lerp });
        Assert.Equal(4, way.Points.Count);
        Assert.Equal(0.3, way.Points[0]![0], 1e-3);
        Assert.Equal(0.5, way.Points[3]![1], 1e-3);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Points_are_checked_and_samples_verified(GenPhysProtocol protocol)
    {
        using var client = Host.Client(protocol);
        var verdict = await client.CheckConstraintAsync(new() { Points = [[0, 0.5], [3, 4]], Constraint = Disc });
        Assert.Equal([true, false], verdict.Contains);
        Assert.Equal([0, 4], verdict.Distances);

        var samples = await client.SampleAsync("gaussian", new() { Count = 200, Seed = 2, Verify = Disc });
        var verification = samples.Answer.Verification!;
        for (var row = 0; row < samples.Count; row++)
        {
            Assert.Equal(Math.Sqrt((samples.Row(row)[0] * (double)samples.Row(row)[0]) + (samples.Row(row)[1] * (double)samples.Row(row)[1])) <= 1, verification.Satisfied[row]);
        }

        Assert.InRange(verification.Violations, 1, 199);
    }

    [Fact]
    public async Task Weights_of_samples_arrive_over_both_protocols()
    {
        var request = new SampleRequest { Count = 20, Seed = 4 };
        using var rest = Host.Client(GenPhysProtocol.Rest);
        using var grpc = Host.Client(GenPhysProtocol.Grpc);
        var expected = (await grpc.SampleAsync("weighted", request)).Answer;
        Assert.Equal(20, expected.LogWeights!.Count);
        for (var time = 0; time < 2; time++)
        {
            var answer = (await rest.SampleAsync("weighted", request)).Answer;
            Assert.Equal(expected.Samples, answer.Samples);
            Assert.Equal(expected.LogWeights, answer.LogWeights);
            Assert.Equal(expected.Ess, answer.Ess);
        }
    }

    [Fact]
    public async Task Codes_of_samples_arrive_over_both_protocols()
    {
        using var rest = Host.Client(GenPhysProtocol.Rest);
        using var grpc = Host.Client(GenPhysProtocol.Grpc);

        // Few in a header beside the bytes; more than it holds with the whole answer.
        foreach (var request in new SampleRequest[]
        {
            new() { Count = 20, Seed = 4 }, new() { Count = 3, Seed = 4, Codes = [[1], [], [0]], CodeTemperature = 0.5 }, new() { Count = 1200, Seed = 4, Sampler = new HeunSampler { Steps = 3 } },
            new() { Count = 5, Seed = 4, Codes = [[1]], Guidance = [new LatentGuidance { Weight = 2 }] },
        })
        {
            var expected = (await grpc.SampleAsync("coded", request)).Answer;
            var answer = (await rest.SampleAsync("coded", request)).Answer;
            Assert.Equal(request.Count, expected.Codes!.Count);
            Assert.Equal(expected.Codes, answer.Codes);
            Assert.Equal(expected.Samples, answer.Samples);
            Assert.Equal(expected.Nfe, answer.Nfe);
        }

        Assert.Equal([2], (await rest.GetModelAsync("coded")).CodeSizes!);
        var flow = new LikelihoodRequest { Points = [[2, 0.1]], Codes = [[0]] };
        Assert.Equal((await grpc.LikelihoodAsync("coded", flow)).LogLikelihoods, (await rest.LikelihoodAsync("coded", flow)).LogLikelihoods);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Models_are_listed_unloaded_and_loaded(GenPhysProtocol protocol)
    {
        using var client = Host.Client(protocol);
        Assert.Equal(["coded", "gaussian", "network", "weighted", "wide"], (await client.ListModelsAsync()).Select(model => model.Name));
        Assert.Equal([64], (await client.GetModelAsync("wide")).Shape);
        Assert.Equal(ModelState.Unloaded, (await client.UnloadModelAsync("wide")).State);
        Assert.Equal(ModelState.Ready, (await client.LoadModelAsync("wide@1")).State);
        Assert.Equal(ServiceHealth.Ready, await client.CheckHealthAsync());
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Sixteen_mebibytes_arrive_whole_and_as_a_stream(GenPhysProtocol protocol)
    {
        const int rows = 1 << 16;
        using var client = Host.Client(protocol);
        var request = new SampleRequest { Count = rows, Seed = 2, Sampler = new EulerSampler { Steps = 1 } };
        var samples = await client.SampleAsync("wide", request).WaitAsync(Clients.Patience);
        Assert.Equal(16 << 20, samples.Span.Length * sizeof(float));

        // One step from sigma 80 to 0 ends at D = x / (1 + (80 / 0.5)^2), whose deviation is about 0.5^2 / 80.
        Assert.Equal(0.25 / 80, Math.Sqrt(samples.Memory.ToArray().Average(x => (double)x * x)), 1e-5);

        var streamed = await LastAsync(client.SampleStreamAsync("wide", request with { Count = 8192 }));
        Assert.True(streamed.Span.SequenceEqual(samples.Span[..streamed.Span.Length]));

        using var frugal = Host.Client(protocol, options => options.MaxAnswerBytes = 1 << 20);
        foreach (var call in new Func<Task>[] { () => frugal.SampleAsync("wide", request), () => LastAsync(frugal.SampleStreamAsync("wide", request)) })
        {
            var failure = await Assert.ThrowsAsync<GenPhysTransportException>(() => call().WaitAsync(Clients.Patience));
            Assert.False(failure.NothingSent);
        }
    }

    private static async Task<SampleResponse> SampleAsync(IGenPhysClient client, SampleRequest request)
    {
        var whole = await client.SampleAsync("network", request);
        var streamed = await LastAsync(client.SampleStreamAsync("network", request));
        Assert.Equal(whole.Answer.Samples, streamed.Answer.Samples);
        return new SampleResponse
        {
            Id = "",
            Model = whole.Answer.Model,
            Seed = whole.Answer.Seed,
            Shape = whole.Answer.Shape,
            Samples = [whole.Answer.Samples],
            Nfe = whole.Answer.Nfe,
            FailedRows = whole.Answer.FailedRows,
            GuidanceReport = whole.Answer.GuidanceReport,
            Verification = whole.Answer.Verification,
            Timings = NoTimings,
        };
    }

    private static async Task<SampleSet> LastAsync(IAsyncEnumerable<SampleEvent> events)
    {
        SampleEvent? last = null;
        await foreach (var found in events)
        {
            last = found;
        }

        return Assert.IsType<SampleCompleted>(last).Samples;
    }
}
