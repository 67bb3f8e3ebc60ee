using GenPhys.Contracts;
using GenPhys.Inference.Tests.Service;

namespace GenPhys.Inference.Tests.Latents;

/// <summary>Encoding, decoding and interpolation along the probability flow.</summary>
public sealed class LatentTests
{
    private static readonly double[][] Points = [[0.5, 0.1], [-1, 0.2], [1.3, -0.9], [0, 0]];

    public static TheoryData<string> EveryProcess() =>
    [
        """{ "kind": "edm" }""", """{ "kind": "ve" }""", """{ "kind": "vp" }""",
        """{ "kind": "pfgm", "zMin": 0.3, "zMax": 40 }""",
        """{ "kind": "pfgmpp", "augmentedDimension": 3, "sigmaMin": 0.3, "sigmaMax": 40 }""",
        """{ "kind": "pfgmpp", "augmentedDimension": 2048, "sigmaMin": 0.3, "sigmaMax": 40 }""",
    ];

    [Theory]
    [MemberData(nameof(EveryProcess))]
    [Trait("Acceptance", "PF-11")]
    public async Task Decoding_a_latent_gives_the_point_back(string process)
    {
        await using var local = await LocalService.StartAsync(("model", Model(process)));
        var errors = new List<double>();
        foreach (var tolerance in new[] { 1e-3, 1e-5, 1e-7 })
        {
            var sampler = new Rk45Sampler { Rtol = tolerance, Atol = tolerance };
            var encoded = await local.EncodeAsync("model", new EncodeRequest { Points = Points, Sampler = sampler });
            var decoded = await local.DecodeAsync("model", new DecodeRequest { Latents = Wide(encoded.Latents), Sampler = sampler });
            for (var i = 0; i < Points.Length; i++)
            {
                var distance = Math.Sqrt(Points[i].Select((x, j) => Math.Pow(x - decoded.Points[i]![j], 2)).Sum());
                Assert.Equal(encoded.RoundTripErrors[i]!.Value, distance, 3e-7);
            }

            errors.Add(encoded.RoundTripErrors.Max()!.Value);
        }

        Assert.True(errors[1] < (process.Contains("pfgm", StringComparison.Ordinal) ? 1e-3 : 5e-3) && errors[1] <= errors[0] && errors[2] < Math.Max(errors[1], 1e-5), string.Join(", ", errors));
    }

    [Theory]
    [MemberData(nameof(EveryProcess))]
    public async Task By_default_a_point_comes_back_within_a_thousandth(string process)
    {
        await using var local = await LocalService.StartAsync(("model", Model(process)));
        var encoded = await local.EncodeAsync("model", new EncodeRequest { Points = Points });
        Assert.All(encoded.RoundTripErrors, error => Assert.InRange(error!.Value, 0, 1e-3));
        Assert.Empty(encoded.FailedRows);
    }

    [Theory]
    [InlineData("euler", 2e-1)]
    [InlineData("heun", 1e-2)]
    [InlineData("midpoint", 1e-2)]
    [InlineData("rk4", 1e-4)]
    [InlineData("dpmSolver2", 1e-2)]
    [InlineData("dpmSolver3", 1e-3)]
    [InlineData("dpmSolverPp2m", 2e-2)]
    [InlineData("dpmSolverPp3m", 2e-2)]
    public async Task Fixed_steps_run_both_ways_too(string kind, double bound)
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "edm" }""")));
        var sampler = System.Text.Json.JsonSerializer.Deserialize($$"""{ "kind": "{{kind}}", "steps": 160 }""", Contracts.Json.ContractsJson.Default.SamplerSpec)!;
        var encoded = await local.EncodeAsync("model", new EncodeRequest { Points = Points, Sampler = sampler });
        Assert.All(encoded.RoundTripErrors, error => Assert.InRange(error!.Value, 0, bound));

        // A slow solver finds the fast one's latents, so both ways are the flow and not just each other's inverse.
        var exact = await local.EncodeAsync("model", new EncodeRequest { Points = Points });
        for (var i = 0; i < Points.Length; i++)
        {
            Assert.All(encoded.Latents[i]!.Zip(exact.Latents[i]!), pair => Assert.Equal(pair.Second, pair.First, Math.Max(0.5, 80 * 3 * bound)));
        }
    }

    [Theory]
    [InlineData("""{ "kind": "edm" }""", 80)]
    [InlineData("""{ "kind": "ve" }""", 50)]
    [InlineData("""{ "kind": "vp" }""", 1)]
    public async Task Latents_are_in_the_units_of_the_process(string process, double deviation)
    {
        await using var local = await LocalService.StartAsync(("model", $$"""
            "shape": [2], "process": {{process}}, "field": { "kind": "gaussianMixture", "weights": [1], "means": [[0, 0]], "standardDeviations": [0.5] }
            """));
        var encoded = await local.EncodeAsync("model", new EncodeRequest { Points = [[0.5, -1]] });

        // One and two standard deviations of the data are one and two of the prior.
        Assert.Equal(deviation, encoded.Latents[0]![0], 1e-3 * deviation);
        Assert.Equal(-2 * deviation, encoded.Latents[0]![1], 2e-3 * deviation);
    }

    [Fact]
    public async Task Temperature_multiplies_the_latent()
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "vp" }""")));
        var warm = await local.DecodeAsync("model", new DecodeRequest { Latents = [[0.5, -1]], Temperature = 0.5 });
        var plain = await local.DecodeAsync("model", new DecodeRequest { Latents = [[0.25, -0.5]] });
        Assert.Equal(plain.Points[0], warm.Points[0]);
    }

    [Theory]
    [MemberData(nameof(EveryProcess))]
    public async Task A_seed_end_is_the_sample_of_that_seed_and_a_point_end_comes_back(string process)
    {
        await using var local = await LocalService.StartAsync(("model", Model(process)));
        var solver = new Rk45Sampler { Rtol = 1e-6, Atol = 1e-6, DenoiseFinal = false };
        var sample = await local.SampleAsync("model", new SampleRequest { Count = 1, Seed = 12, Sampler = solver });
        var walk = await local.InterpolateAsync("model", new InterpolationRequest
        {
            Ends = [new InterpolationEnd { Seed = 12 }, new InterpolationEnd { Point = [0.5, 0.1] }, new InterpolationEnd { Latent = [3, -4] }],
            Steps = 4,
        });
        Assert.Equal(7, walk.Points.Count);
        Assert.Equal(sample.Samples, walk.Points[0]);
        Assert.Equal(0.5, walk.Points[3]![0], 1e-3);
        Assert.Equal(0.1, walk.Points[3]![1], 1e-3);
        Assert.Equal([3, -4], walk.Latents[6]);
        Assert.Equal([0, 1 / 3.0, 2 / 3.0], walk.Weights[5], (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.All(walk.Weights, row => Assert.Equal(1, row.Sum(), 1e-15));
    }

    [Fact]
    public async Task A_guided_model_is_followed_with_its_stack()
    {
        const string Field = """
            "shape": [2], "process": { "kind": "edm" },
            "field": { "kind": "gaussianMixture", "weights": [1, 1], "means": [[-1, 0], [1, 0]], "standardDeviations": [0.5, 0.5] }
            """;
        await using var local = await LocalService.StartAsync(
            ("plain", Field),
            ("guided", Field + """, "guidance": [{ "kind": "region", "region": { "kind": "box", "low": [0.2, -3], "high": [3, 3] } }] """));
        var solver = new Rk45Sampler { Rtol = 1e-6, Atol = 1e-6, DenoiseFinal = false };
        var ends = new[] { new InterpolationEnd { Seed = 3 }, new InterpolationEnd { Seed = 4 } };
        var walk = await local.InterpolateAsync("guided", new InterpolationRequest { Ends = ends, Steps = 2 });
        var sample = await local.SampleAsync("guided", new SampleRequest { Count = 1, Seed = 3, Sampler = solver });
        Assert.Equal(sample.Samples, walk.Points[0]);
        Assert.All(walk.Points, point => Assert.InRange(point![0], 0.2, 3));
        Assert.NotEqual(walk.Points[0], (await local.InterpolateAsync("plain", new InterpolationRequest { Ends = ends, Steps = 2 })).Points[0]);

        var back = await local.EncodeAsync("guided", new EncodeRequest { Points = [[0.9, 0.3]] });
        Assert.InRange(back.RoundTripErrors[0]!.Value, 0, 1e-3);
    }

    [Fact]
    public async Task A_clipped_prior_starts_on_its_sphere_and_has_no_latent()
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "pfgm", "zMin": 0.3, "zMax": 40 }""")));
        var free = new HeunSampler { Schedule = new CustomSchedule { Sigmas = [40, 39.999] }, DenoiseFinal = false };
        var samples = (await local.SampleAsync("model", new SampleRequest { Count = 400, Seed = 3, Sampler = free })).Samples;
        var clipped = (await local.SampleAsync("model", new SampleRequest { Count = 400, Seed = 3, Sampler = free with { PriorClip = 30 } })).Samples;
        var far = 0;
        for (var row = 0; row < 400; row++)
        {
            var (before, after) = (Norm(samples, row), Norm(clipped, row));
            far += before > 30.1 ? 1 : 0;
            Assert.Equal(Math.Min(before, 30), after, 0.01);
            Assert.Equal(samples[2 * row] / before, clipped[2 * row] / after, 1e-3);
        }

        // P(R > 30) = 40/50 for the planar Cauchy law of scale 40.
        Assert.InRange(far / 400.0, 0.72, 0.88);
        var refusal = await Assert.ThrowsAsync<GenPhysException>(() =>
            local.EncodeAsync("model", new EncodeRequest { Points = Points, Sampler = new Rk45Sampler { PriorClip = 3 } }));
        Assert.Equal((ErrorCode.UnsupportedCombination, "/sampler/priorClip"), (refusal.Code, refusal.Pointer));

        static double Norm(float[] x, int row) => Math.Sqrt((x[2 * row] * (double)x[2 * row]) + (x[(2 * row) + 1] * (double)x[(2 * row) + 1]));
    }

    [Fact]
    public async Task The_variable_of_the_steps_can_be_chosen()
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "pfgm", "zMin": 0.3, "zMax": 40 }""")));
        var solver = new Rk45Sampler { Rtol = 1e-6, Atol = 1e-6 };
        var logarithm = await local.SampleAsync("model", new SampleRequest { Count = 20, Seed = 3, Sampler = solver });
        var level = await local.SampleAsync("model", new SampleRequest { Count = 20, Seed = 3, Sampler = solver with { Variable = StepVariable.Z } });
        Assert.NotEqual(logarithm.Nfe, level.Nfe);
        Assert.All(logarithm.Samples.Zip(level.Samples), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * Math.Max(1, Math.Abs(pair.First))));
    }

    [Fact]
    public async Task Restart_above_the_prior_is_no_restart()
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "edm" }""")));
        var above = await Assert.ThrowsAsync<GenPhysException>(() => local.SampleAsync("model", new SampleRequest
        {
            Count = 1, Restart = [new RestartSpec { TMin = 1, TMax = 81, Points = 3, Repeats = 1 }],
        }));
        Assert.Equal((ErrorCode.UnsupportedCombination, "/restart/0/tMax"), (above.Code, above.Pointer));
    }

    [Fact]
    public async Task Any_mixture_of_ends_can_be_asked_for()
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "edm" }""")));
        var walk = await local.InterpolateAsync("model", new InterpolationRequest
        {
            Ends = [new InterpolationEnd { Latent = [80, 0] }, new InterpolationEnd { Latent = [0, 80] }, new InterpolationEnd { Latent = [-30, 60] }],
            Weights = [[2, 2, 0], [0, 0, 5], [1, 1, 1]],
            Method = InterpolationMethod.Lerp,
        });
        Assert.Equal([40, 40], walk.Latents[0]);
        Assert.Equal([-30, 60], walk.Latents[1]);
        Assert.Equal([(float)(50 / 3.0), (float)(140 / 3.0)], walk.Latents[2]);
    }

    [Fact]
    public async Task What_cannot_be_answered_says_what_would()
    {
        await using var local = await LocalService.StartAsync(("model", Model("""{ "kind": "edm" }""")));
        var noisy = await Assert.ThrowsAsync<GenPhysException>(() =>
            local.DecodeAsync("model", new DecodeRequest { Latents = [[1, 2]], Sampler = new EulerMaruyamaSampler() }));
        Assert.Equal((ErrorCode.UnsupportedCombination, "/sampler/kind"), (noisy.Code, noisy.Pointer));
        var onto = await Assert.ThrowsAsync<GenPhysException>(() =>
            local.EncodeAsync("model", new EncodeRequest { Points = [[1, 2]], Sampler = new HeunSampler { DenoiseFinal = true } }));
        Assert.Equal((ErrorCode.UnsupportedCombination, "/sampler/denoiseFinal"), (onto.Code, onto.Pointer));
        var opposite = await Assert.ThrowsAsync<GenPhysException>(() => local.InterpolateAsync("model", new InterpolationRequest
        {
            Ends = [new InterpolationEnd { Latent = [1, 1] }, new InterpolationEnd { Latent = [-2, -2] }],
        }));
        Assert.Equal((ErrorCode.UnsupportedCombination, "/method"), (opposite.Code, opposite.Pointer));
        var both = await Assert.ThrowsAsync<GenPhysException>(() => local.InterpolateAsync("model", new InterpolationRequest
        {
            Ends = [new InterpolationEnd { Latent = [1, 1], Seed = 3 }, new InterpolationEnd { Seed = 4 }],
        }));
        Assert.Equal((ErrorCode.Validation, "/ends/0"), (both.Code, both.Pointer));
        var shape = await Assert.ThrowsAsync<GenPhysException>(() => local.InterpolateAsync("model", new InterpolationRequest
        {
            Ends = [new InterpolationEnd { Seed = 3 }, new InterpolationEnd { Point = [1] }],
        }));
        Assert.Equal((ErrorCode.ShapeMismatch, "/ends/1/point"), (shape.Code, shape.Pointer));
    }

    private static double[][] Wide(IReadOnlyList<float[]?> rows) => [.. rows.Select(row => Array.ConvertAll(row!, x => (double)x))];

    // The Poisson flows take a finite data set, the diffusions a mixture.
    private static string Model(string process) => process.Contains("pfgm", StringComparison.Ordinal)
        ? $$"""
          "shape": [2], "process": {{process}},
          "field": { "kind": "empirical", "points": [[1, 0], [-1, 0.5], [0.25, -0.75]] }
          """
        : $$"""
          "shape": [2], "process": {{process}},
          "field": { "kind": "gaussianMixture", "weights": [1, 2], "means": [[1, 0], [-1, 0.5]], "standardDeviations": [0.4, 0.3] }
          """;
}
