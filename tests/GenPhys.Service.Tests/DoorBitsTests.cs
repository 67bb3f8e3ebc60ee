using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Service.Tests.Load;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The same request gives the same bits by every door: every kind of sampler, schedules of one's own, and Restart.</summary>
public sealed class DoorBitsTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public static TheoryData<string> Requests =>
    [
        """{ "count": 40, "seed": 11 }""",
        .. SamplerRegistry.Kinds.Select(kind => kind == "rk45"
            ? """{ "count": 40, "seed": 11, "sampler": { "kind": "rk45", "rtol": 1e-4, "atol": 1e-5, "maxEvaluations": 900 } }"""
            : $$"""{ "count": 40, "seed": 11, "sampler": { "kind": "{{kind}}", "steps": 7 } }"""),
        """{ "count": 40, "seed": 11, "sampler": { "kind": "ddim", "steps": 7, "eta": 0.7, "denoiseFinal": false } }""",
        """{ "count": 40, "seed": 11, "sampler": { "kind": "eulerMaruyama", "steps": 9, "langevin": 0.5 } }""",
        """{ "count": 40, "seed": 11, "sampler": { "kind": "edmStochastic", "steps": 9, "sChurn": 4, "sMin": 0.05, "sMax": 30, "sNoise": 1.003 } }""",
        """{ "count": 40, "seed": 11, "sampler": { "kind": "heun", "schedule": { "kind": "custom", "sigmas": [30, 9, 3, 0.7, 0.1] } } }""",
        """{ "count": 40, "seed": 11, "sampler": { "kind": "dpmSolver3", "steps": 6, "schedule": { "kind": "logLinear", "sigmaMin": 0.01, "sigmaMax": 50 } } }""",
        """{ "count": 40, "seed": 11, "sampler": { "kind": "heun", "steps": 18 }, "restart": [{ "tMin": 0.06, "tMax": 0.3, "points": 3, "repeats": 2, "placement": "insert", "sNoise": 1.01 }] }""",
        """{ "count": 40, "seed": 11, "sampler": { "kind": "euler", "steps": 12 }, "restart": [{ "tMin": 0.06, "tMax": 0.3, "points": 4, "repeats": 1 }, { "tMin": 1, "tMax": 5, "points": 3, "repeats": 1, "placement": "nearestLog" }] }""",
    ];

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync(new ModelFolder().AddNetwork("network").AddGaussian("gaussian"));

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_door_gives_the_same_bits(string request)
    {
        foreach (var model in new[] { "gaussian", "network" })
        {
            var bits = Bits(await Door.All[0].SampleAsync(_host, model, request, CancellationToken.None));
            Assert.Equal(80, bits.Length);
            Assert.True(bits.Distinct().Count() > 40);
            foreach (var door in Door.All.Skip(1))
            {
                Assert.Equal(bits, Bits(await door.SampleAsync(_host, model, request, CancellationToken.None)));
            }
        }
    }

    private static int[] Bits(Drawn drawn) => Array.ConvertAll(drawn.Samples, BitConverter.SingleToInt32Bits);
}
