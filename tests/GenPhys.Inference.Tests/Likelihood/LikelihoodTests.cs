using GenPhys.Contracts;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Tests.Service;

namespace GenPhys.Inference.Tests.Likelihood;

/// <summary>Log-likelihoods by the probability flow, against densities in closed form.</summary>
public sealed class LikelihoodTests
{
    private const string Edm = """ "process": { "kind": "edm" } """;
    private const string Gaussian = """ "field": { "kind": "gaussianMixture", "weights": [1], "means": [[0, 0]], "standardDeviations": [0.5] } """;

    private static readonly double[][] Ring = [.. Enumerable.Range(0, 8).Select(i => new[] { 3 * Math.Cos(i * Math.PI / 4), 3 * Math.Sin(i * Math.PI / 4) })];

    private static readonly double[][] Points = [[2.8, -0.4], [3, 0.1], [-2.1, 2.2], [2.5, 1.9], [0.2, -3.2], [-3.1, 0.2]];

    private static string EightModes => $$"""
        "field": { "kind": "gaussianMixture", "weights": [1,1,1,1,1,1,1,1], "means": {{Json(Ring)}}, "standardDeviations": [0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2] }
        """;

    [Fact]
    [Trait("Acceptance", "B10")]
    public async Task The_flow_gives_the_density_of_a_Gaussian_and_of_a_mixture()
    {
        await using var local = await LocalService.StartAsync(
            ("gaussian", $$""" "shape": [2], {{Edm}}, {{Gaussian}} """), ("modes", $$""" "shape": [2], {{Edm}}, {{EightModes}} """));
        foreach (var (model, field, bound, points) in new[]
        {
            ("gaussian", new GaussianMixtureField([1], [new[] { 0.0, 0 }], [0.5]), 1e-3, [[0, 0], [0.3, -0.4], [1, -0.8], [-1.5, 0.2]]),
            ("modes", new GaussianMixtureField([1, 1, 1, 1, 1, 1, 1, 1], Ring, [.. Enumerable.Repeat(0.2, 8)]), 1e-2, Points),
        })
        {
            var answer = await local.LikelihoodAsync(model, Request(points, 1e-6));
            for (var i = 0; i < points.Length; i++)
            {
                Assert.Equal(field.LogDensity(points[i], 0.002), answer.LogLikelihoods[i]!.Value, bound);
                Assert.Equal(-answer.LogLikelihoods[i]!.Value / (2 * Math.Log(2)), answer.BitsPerDim[i]!.Value, 1e-12);
                Assert.Equal(0, answer.StandardErrors[i]);
                Assert.True(answer.Nfe[i] > 20 && answer.Nfe[i] % 2 == 0, "an exact trace takes two lanes an evaluation in the plane");
            }
        }
    }

    [Theory]
    [InlineData(1e-6, 5e-5)]
    [InlineData(1e-9, 1e-6)]
    public async Task With_the_exact_density_at_the_prior_level_only_the_solver_s_error_is_left(double tolerance, double bound)
    {
        await using var local = await LocalService.StartAsync(("modes", $$""" "shape": [2], {{Edm}}, {{EightModes}} """));
        var field = new GaussianMixtureField([1, 1, 1, 1, 1, 1, 1, 1], Ring, [.. Enumerable.Repeat(0.2, 8)]);
        var answer = await local.LikelihoodAsync("modes", Request(Points, tolerance) with { Details = true });
        for (var i = 0; i < Points.Length; i++)
        {
            Assert.Equal(field.LogDensity(Points[i], 0.002), WithExactTerminal(answer, i), bound);
            Assert.Equal(answer.LogLikelihoods[i]!.Value, answer.Details!.PriorLogDensities[i]!.Value + answer.Details.Divergences[i]!.Value, 1e-12);
        }
    }

    [Fact]
    public async Task Far_out_in_the_tail_the_digits_hold()
    {
        await using var local = await LocalService.StartAsync(("modes", $$""" "shape": [2], {{Edm}}, {{EightModes}} """));
        var field = new GaussianMixtureField([1, 1, 1, 1, 1, 1, 1, 1], Ring, [.. Enumerable.Repeat(0.2, 8)]);
        double[][] far = [[1, 5], [0, 20], [-30, 40], [1000, 0]];
        var answer = await local.LikelihoodAsync("modes", Request(far, 1e-8) with { Details = true });
        for (var i = 0; i < far.Length; i++)
        {
            var exact = field.LogDensity(far[i], 0.002);
            Assert.Equal(exact, WithExactTerminal(answer, i), 1e-7 * Math.Abs(exact));
        }
    }

    public static TheoryData<string, int> EveryProcess()
    {
        var data = new TheoryData<string, int>();
        foreach (var process in new[]
        {
            """{ "kind": "edm", "sigmaMin": 0.3, "sigmaMax": 80 }""", """{ "kind": "ve", "sigmaMin": 0.3, "sigmaMax": 50 }""",
            """{ "kind": "vp", "timeMin": 0.1 }""", """{ "kind": "pfgm", "zMin": 0.3, "zMax": 40 }""",
            """{ "kind": "pfgmpp", "augmentedDimension": 4, "sigmaMin": 0.3, "sigmaMax": 40 }""",
            """{ "kind": "pfgmpp", "augmentedDimension": 100000, "sigmaMin": 0.3, "sigmaMax": 40 }""",
        })
        {
            for (var dimension = 1; dimension <= 3; dimension++)
            {
                data.Add(process, dimension);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryProcess))]
    [Trait("Acceptance", "PF-10")]
    public async Task Every_process_gives_the_density_of_its_own_blurred_data(string process, int dimension)
    {
        await using var local = await LocalService.StartAsync(("points", Empirical(process, dimension)));
        double[][] points = [.. Data(dimension).Select(y => y.Select((x, j) => x + (0.2 * (j + 1))).ToArray()), new double[dimension]];
        var answer = await local.LikelihoodAsync("points", Request(points, 1e-7) with { Details = true });
        var law = Process(process);
        var field = new EmpiricalField(Data(dimension), law);
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(field.LogDensity(points[i], law.SigmaMin), WithExactTerminal(answer, i), 2e-5);
        }
    }

    [Theory]
    [InlineData("""{ "kind": "edm", "sigmaMin": 0.5, "sigmaMax": 80 }""", 1)]
    [InlineData("""{ "kind": "edm", "sigmaMin": 0.5, "sigmaMax": 80 }""", 2)]
    [InlineData("""{ "kind": "pfgm", "zMin": 0.5, "zMax": 40 }""", 1)]
    [InlineData("""{ "kind": "pfgm", "zMin": 0.5, "zMax": 40 }""", 2)]
    [InlineData("""{ "kind": "pfgmpp", "augmentedDimension": 8, "sigmaMin": 0.5, "sigmaMax": 40 }""", 2)]
    [Trait("Acceptance", "PF-10")]
    public async Task The_density_integrates_to_one(string process, int dimension)
    {
        await using var local = await LocalService.StartAsync(("points", Empirical(process, dimension)));

        // x = 2 tan(theta) puts the whole line, heavy tails among it, on a grid of angles.
        const int perAxis = 72;
        double[] angles = [.. Enumerable.Range(0, perAxis).Select(i => (((i + 0.5) / perAxis) - 0.5) * Math.PI)];
        double[] x = [.. angles.Select(a => 2 * Math.Tan(a))];
        double[] weight = [.. angles.Select(a => 2 / (Math.Cos(a) * Math.Cos(a)) * Math.PI / perAxis)];
        var (points, weights) = dimension == 1
            ? (x.Select(a => new[] { a }).ToArray(), weight)
            : ([.. x.SelectMany(a => x.Select(b => new[] { a, b }))], weight.SelectMany(a => weight.Select(b => a * b)).ToArray());
        var answer = await local.LikelihoodAsync("points", Request(points, 1e-5));
        Assert.Equal(1, answer.LogLikelihoods.Select((value, i) => Math.Exp(value!.Value) * weights[i]).Sum(), 0.01);
    }

    [Fact]
    public async Task A_point_alone_and_among_127_others_gets_the_same_bits()
    {
        await using var local = await LocalService.StartAsync(("modes", $$""" "shape": [2], {{Edm}}, {{EightModes}} """));
        double[][] crowd = [.. Enumerable.Range(0, 128).Select(i => new[] { 4 * Math.Sin(i), 4 * Math.Cos(1.7 * i) })];
        var many = await local.LikelihoodAsync("modes", Request(crowd, 1e-5));
        foreach (var i in new[] { 0, 1, 63, 127 })
        {
            var alone = await local.LikelihoodAsync("modes", Request([crowd[i]], 1e-5));
            Assert.Equal(BitConverter.DoubleToInt64Bits(alone.LogLikelihoods[0]!.Value), BitConverter.DoubleToInt64Bits(many.LogLikelihoods[i]!.Value));
            Assert.Equal(alone.Nfe[0], many.Nfe[i]);
        }
    }

    [Fact]
    [Trait("Acceptance", "PF-10")]
    public async Task Hutchinson_s_estimate_agrees_with_the_exact_trace_within_its_standard_error()
    {
        await using var local = await LocalService.StartAsync(("points", Empirical("""{ "kind": "pfgm", "zMin": 0.3, "zMax": 40 }""", 3)));
        double[][] points = [.. Enumerable.Range(0, 40).Select(i => new[] { Math.Sin(i), Math.Cos(i), 0.05 * i })];
        var exact = await local.LikelihoodAsync("points", Request(points, 1e-6));
        var estimate = await local.LikelihoodAsync(
            "points", Request(points, 1e-6) with { Trace = TraceMethod.Hutchinson, Probes = 64, Seed = 5 });
        var again = await local.LikelihoodAsync(
            "points", Request(points, 1e-6) with { Trace = TraceMethod.Hutchinson, Probes = 64, Seed = 5 });
        Assert.Equal(estimate.LogLikelihoods, again.LogLikelihoods);

        // Normal scores: their mean square is 1 within three standard errors sqrt(2/40), and none is far out.
        double[] scores = [.. points.Select((_, i) => (estimate.LogLikelihoods[i]!.Value - exact.LogLikelihoods[i]!.Value) / estimate.StandardErrors[i]!.Value)];
        Assert.All(estimate.StandardErrors, error => Assert.InRange(error!.Value, 1e-4, 1));
        Assert.All(scores, score => Assert.InRange(Math.Abs(score), 0, 4.5));
        Assert.InRange(scores.Average(score => score * score), 0.33, 1.67);

        var single = await local.LikelihoodAsync("points", Request(points, 1e-6) with { Trace = TraceMethod.Hutchinson, Probes = 1, Seed = 5 });
        Assert.All(single.StandardErrors, Assert.Null);
    }

    [Fact]
    public async Task Densities_are_in_data_units()
    {
        await using var local = await LocalService.StartAsync(("scaled", $$"""
            "shape": [2], {{Edm}}, {{Gaussian}}, "normalisation": { "mean": [10, -20], "scale": [4, 0.25] }
            """));
        var answer = await local.LikelihoodAsync("scaled", Request([[10 + (4 * 0.3), -20 + (0.25 * 0.1)]], 1e-7));
        var field = new GaussianMixtureField([1], [new[] { 0.0, 0 }], [0.5]);
        Assert.Equal(field.LogDensity([0.3, 0.1], 0.002) - Math.Log(4 * 0.25), answer.LogLikelihoods[0]!.Value, 1e-3);

        var lopsided = await LocalService.StartAsync(("scaled", $$"""
            "shape": [2], {{Edm}}, {{Gaussian}}, "normalisation": { "mean": [0, 0], "scale": [4, 4] }
            """));
        await using var _ = lopsided;
        var wider = await lopsided.LikelihoodAsync("scaled", Request([[1.2, 0.4]], 1e-7));
        Assert.Equal(field.LogDensity([0.3, 0.1], 0.002) - Math.Log(16), wider.LogLikelihoods[0]!.Value, 1e-3);
    }

    [Fact]
    public async Task A_point_that_needs_too_many_evaluations_fails_alone()
    {
        await using var local = await LocalService.StartAsync(("modes", $$""" "shape": [2], {{Edm}}, {{EightModes}} """));
        var answer = await local.LikelihoodAsync("modes", new LikelihoodRequest
        {
            Points = [[0.1, 0.2], [3, 0]],
            Solver = new Rk45Sampler { Rtol = 1e-5, Atol = 1e-5, MaxEvaluations = 8 },
            Details = true,
        });
        Assert.Equal([0, 1], answer.FailedRows.Select(row => row.Row));
        Assert.All(answer.LogLikelihoods, Assert.Null);
        Assert.All(answer.Details!.Latents, Assert.Null);
        Assert.Contains("maxEvaluations", answer.FailedRows[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_answered_says_what_would()
    {
        await using var local = await LocalService.StartAsync(("gaussian", $$""" "shape": [2], {{Edm}}, {{Gaussian}} """));
        await RefusedAsync(new LikelihoodRequest { Points = [[1, 2, 3]] }, ErrorCode.ShapeMismatch, "/points/0");
        await RefusedAsync(new LikelihoodRequest { Points = [[1, 2], [1]] }, ErrorCode.ShapeMismatch, "/points/1");
        await RefusedAsync(new LikelihoodRequest { Points = [[1, double.NaN]] }, ErrorCode.Validation, "/points/0/1");
        await RefusedAsync(new LikelihoodRequest { Points = [] }, ErrorCode.Validation, "/points");
        await RefusedAsync(new LikelihoodRequest { Points = [[1, 2]], Solver = new HeunSampler() }, ErrorCode.UnsupportedCombination, "/solver/kind");
        await RefusedAsync(
            new LikelihoodRequest { Points = [[1, 2]], Solver = new Rk45Sampler { DenoiseFinal = true } }, ErrorCode.UnsupportedCombination, "/solver/denoiseFinal");
        await RefusedAsync(
            new LikelihoodRequest { Points = [[1, 2]], Trace = TraceMethod.Exact, Probes = 3 }, ErrorCode.UnsupportedCombination, "/probes");
        await RefusedAsync(
            new LikelihoodRequest { Points = [[1, 2]], Solver = new Rk45Sampler { Schedule = new EdmSchedule { SigmaMax = 90 } } },
            ErrorCode.Validation, "/solver/schedule/sigmaMax");

        async Task RefusedAsync(LikelihoodRequest request, ErrorCode code, string pointer)
        {
            var refusal = await Assert.ThrowsAsync<GenPhysException>(() => local.LikelihoodAsync("gaussian", request));
            Assert.Equal((code, pointer), (refusal.Code, refusal.Pointer));
        }
    }

    private static double WithExactTerminal(LikelihoodResult answer, int row) =>
        answer.LogLikelihoods[row]!.Value - answer.Details!.PriorLogDensities[row]!.Value + answer.Details.TerminalLogDensities![row]!.Value;

    private static LikelihoodRequest Request(IReadOnlyList<double[]> points, double tolerance) => new()
    {
        Points = points,
        Solver = new Rk45Sampler { Rtol = tolerance, Atol = tolerance },
    };

    private static string Empirical(string process, int dimension) =>
        $$""" "shape": [{{dimension}}], "process": {{process}}, "field": { "kind": "empirical", "points": {{Json(Data(dimension))}} } """;

    private static double[][] Data(int dimension) =>
        [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, dimension).Select(j => (i - 1) + (0.3 * j * i)).ToArray())];

    private static GenerativeProcess Process(string json) =>
        System.Text.Json.JsonSerializer.Deserialize<ProcessSpec>(json, Options)!.Create();

    private static readonly System.Text.Json.JsonSerializerOptions Options = new(System.Text.Json.JsonSerializerDefaults.Web);

    private static string Json(double[][] rows) => System.Text.Json.JsonSerializer.Serialize(rows);
}
