using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests.Grpc;

/// <summary>Samples over gRPC: the bits of REST, whole and in chunks.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public static TheoryData<string, Proto.Sampler?> Samplers => new()
    {
        { """{ "count": 50, "seed": 7 }""", null },
        { """{ "count": 50, "seed": 7, "sampler": { "kind": "euler", "steps": 5, "denoiseFinal": false } }""", new Proto.Sampler { Euler = new(), Steps = 5, DenoiseFinal = false } },
        {
            """{ "count": 50, "seed": 7, "sampler": { "kind": "heun", "steps": 6, "schedule": { "kind": "edm", "sigmaMin": 0.01, "sigmaMax": 40, "rho": 5 } } }""",
            new Proto.Sampler { Heun = new(), Steps = 6, Schedule = new Proto.Schedule { Edm = new() { Rho = 5 }, SigmaMin = 0.01, SigmaMax = 40 } }
        },
        {
            """{ "count": 50, "seed": 7, "sampler": { "kind": "edmStochastic", "steps": 6, "sChurn": 3, "sMin": 0.1, "sMax": 20, "sNoise": 1.01, "schedule": { "kind": "logLinear" } } }""",
            new Proto.Sampler { EdmStochastic = new() { SChurn = 3, SMin = 0.1, SMax = 20, SNoise = 1.01 }, Steps = 6, Schedule = new Proto.Schedule { LogLinear = new() } }
        },
        {
            """{ "count": 50, "seed": 7, "sampler": { "kind": "rk45", "rtol": 1e-3, "atol": 1e-4, "maxEvaluations": 500 } }""",
            new Proto.Sampler { Rk45 = new() { Rtol = 1e-3, Atol = 1e-4, MaxEvaluations = 500 } }
        },
        {
            """{ "count": 50, "seed": 7, "sampler": { "kind": "ddim", "steps": 5, "eta": 0.5 } }""",
            new Proto.Sampler { Ddim = new() { Eta = 0.5 }, Steps = 5 }
        },
        {
            """{ "count": 50, "seed": 7, "sampler": { "kind": "heun", "schedule": { "kind": "custom", "sigmas": [20, 5, 1, 0.2] } } }""",
            new Proto.Sampler { Heun = new(), Schedule = new Proto.Schedule { Custom = new() { Sigmas = { 20, 5, 1, 0.2 } } } }
        },
    };

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task The_same_request_gives_the_same_bits_as_rest(string json, Proto.Sampler? sampler)
    {
        var rest = await _host.Client.SampleAsync(json);
        var grpc = await _host.Grpc().SampleAsync(new Proto.SampleRequest { Model = "gaussian", Count = 50, Seed = 7, Sampler = sampler });

        Assert.Equal(Bits(rest.Flat()), Bits([.. grpc.Samples]));
        Assert.Equal((rest.Seed, rest.Nfe, rest.Model.Name, rest.Model.Version), (grpc.Seed, grpc.Nfe, grpc.Model.Name, grpc.Model.Version));
        Assert.Equal(rest.Shape, grpc.Shape);
        Assert.Empty(grpc.FailedRows);
        Assert.True(grpc.Timings.RunMs > 0);
    }

    [Fact]
    public async Task A_stream_tells_progress_and_then_every_value_once()
    {
        const int Count = 50_000;
        var request = new Proto.SampleRequest { Model = "gaussian", Count = Count, Seed = 7, Sampler = new() { Euler = new(), Steps = 2 } };
        using var call = _host.Grpc().SampleStream(request);
        var id = (await call.ResponseHeadersAsync).GetValue("x-request-id");
        var progress = new List<Proto.SampleProgress>();
        Proto.SampleResponse? result = null;
        var samples = new List<float>();
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            switch (message.EventCase)
            {
                case Proto.SampleEvent.EventOneofCase.Progress:
                    Assert.Null(result);
                    progress.Add(message.Progress);
                    break;
                case Proto.SampleEvent.EventOneofCase.Result:
                    Assert.Null(result);
                    result = message.Result;
                    break;
                default:
                    Assert.Equal(samples.Count, message.Chunk.Offset);
                    samples.AddRange(message.Chunk.Samples);
                    break;
            }
        }

        var whole = (await _host.Client.SampleAsync("""{ "count": 50000, "seed": 7, "sampler": { "kind": "euler", "steps": 2 } }""")).Flat();
        Assert.Equal(Bits(whole), Bits([.. samples]));
        Assert.Equal([Count, 2], result!.Shape);
        Assert.Empty(result.Samples);
        Assert.NotEmpty(progress);
        Assert.All(progress, report => Assert.Equal((id, Count), (report.Id, report.Rows)));
        Assert.Equal(id, result.Id);
    }

    [Fact]
    public async Task The_id_is_the_callers_own_or_told_in_the_headers()
    {
        using var mine = _host.Grpc().SampleAsync(GrpcCalls.Request(1), new Metadata { { "x-request-id", "mine-1" } });
        Assert.Equal("mine-1", (await mine).Id);
        Assert.Equal("mine-1", (await mine.ResponseHeadersAsync).GetValue("x-request-id"));
        using var made = _host.Grpc().SampleAsync(GrpcCalls.Request(1));
        Assert.Equal((await made).Id, (await made.ResponseHeadersAsync).GetValue("x-request-id"));
    }

    [Fact]
    public async Task Models_are_what_rest_tells_of_them()
    {
        var listed = Assert.Single((await _host.Grpc().ListModelsAsync(new())).Models);
        Assert.Equal(listed, await _host.Grpc().GetModelAsync(new() { Name = "gaussian" }));
        var contract = listed.ToContract();
        Assert.Equal(("gaussian", 1, "gaussianMixture", "edm"), (contract.Name, contract.Version, contract.Field, contract.Process!.Kind));
        Assert.Equal([1], contract.Versions);
        Assert.Equal(listed, contract.ToProto());

        Assert.Equal(Proto.ModelState.Unloaded, (await _host.Grpc().UnloadModelAsync(new() { Name = "gaussian" })).State);
        Assert.Equal(Proto.ModelState.Ready, (await _host.Grpc().LoadModelAsync(new() { Name = "gaussian" })).State);
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
