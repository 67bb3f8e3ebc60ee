using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Tests.Engine;
using GenPhys.Inference.Tests.Guidance;
using GenPhys.Inference.Tests.Guidance.Classifiers;
using GenPhys.Inference.Tests.Service;

namespace GenPhys.Inference.Tests.Likelihood;

/// <summary>Log-likelihoods of guided flows: their divergence, their mass, and what is known in closed form.</summary>
public sealed class GuidedLikelihoodTests
{
    private const string Line = """
        "field": { "kind": "gaussianMixture", "weights": [0.6, 0.4], "means": [[-1], [1]], "standardDeviations": [0.5, 0.5], "classes": [0, 1] }
        """;

    private const string Interval = """, "guidance": [{ "kind": "region", "region": { "kind": "box", "low": [-1.5], "high": [1.25] } }] """;

    private static string Model(string guidance, double sigmaMin = 0.002) =>
        $$""" "shape": [1], "process": { "kind": "edm", "sigmaMin": {{sigmaMin}} }, {{Line}}{{guidance}} """;

    private static LikelihoodRequest Request(IReadOnlyList<double[]> points, string? guidance, double tolerance = 1e-7) => new()
    {
        Points = points,
        Guidance = guidance is null ? null : Guided.Specs(guidance),
        Solver = new Rk45Sampler { Rtol = tolerance, Atol = tolerance },
    };

    [Fact]
    [Trait("Acceptance", "A5")]
    public async Task A_served_stack_raises_the_likelihood_of_every_valid_point_by_minus_log_alpha()
    {
        await using var local = await LocalService.StartAsync(("toy", Model(Interval)));
        double[][] valid = [[-1.45], [-1.2], [-1], [-0.8], [-0.5], [-0.2], [0], [0.3], [0.6], [0.9], [1.1], [1.2]];
        var guided = await local.LikelihoodAsync("toy", Request(valid, null));
        var plain = await local.LikelihoodAsync("toy", Request(valid, ""));
        double[] rises = [.. valid.Select((_, i) => guided.LogLikelihoods[i]!.Value - plain.LogLikelihoods[i]!.Value)];
        Assert.Equal(-Math.Log(Toys.Alpha1), rises.Average(), 0.05);
        Assert.All(rises, rise => Assert.Equal(-Math.Log(Toys.Alpha1), rise, 6e-3));

        var field = Toys.Field1();
        Assert.Equal(field.LogDensity([0.3], 0.002), plain.LogLikelihoods[7]!.Value, 1e-3);
        var outside = await local.LikelihoodAsync("toy", Request([[1.35], [-1.7]], null));
        Assert.All(outside.LogLikelihoods, value => Assert.True(value < -500, $"{value}"));
    }

    public static TheoryData<string, string> Terms() => new()
    {
        { "stack", """{ "kind": "classifiers" }""" },
        { "half of the stack, cut", """{ "kind": "classifiers", "weight": 0.5, "clip": 0.7 }""" },
        { "bridge", """{ "kind": "bridge", "weight": 0.5, "to": { "kind": "box", "low": [-0.2], "high": [1.5] } }""" },
        { "diffusion bridge", """{ "kind": "bridge", "form": "diffusion", "weight": 0.5, "to": { "kind": "box", "low": [-0.2], "high": [2] } }""" },
        { "point loss", """{ "kind": "loss", "estimator": "point", "loss": { "kind": "logistic", "normal": [1], "steepness": 3 } }""" },
        { "two losses", """{ "kind": "loss", "estimator": "point", "loss": { "kind": "terminal", "target": [0.4] } }, { "kind": "loss", "estimator": "point", "interval": [0.5, 4], "clip": 1, "loss": { "kind": "logistic", "normal": [-1] } }""" },
        { "draws", """{ "kind": "loss", "samples": 16, "loss": { "kind": "logistic", "normal": [1], "steepness": 3 } }""" },
        { "draws by their score", """{ "kind": "loss", "samples": 64, "gradient": "score", "loss": { "kind": "logistic", "normal": [1], "steepness": 3 } }""" },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public async Task A_guided_law_integrates_to_one(string name, string guidance)
    {
        // x = 2 tan(theta) puts the whole line on a grid of angles.
        Assert.NotEmpty(name);
        await using var local = await LocalService.StartAsync(("toy", Model(Interval, sigmaMin: 0.3)));
        const int count = 120;
        double[] angles = [.. Enumerable.Range(0, count).Select(i => (((i + 0.5) / count) - 0.5) * Math.PI)];
        var guided = await local.LikelihoodAsync("toy", Request([.. angles.Select(a => new[] { 2 * Math.Tan(a) })], guidance, 1e-5));
        Assert.Empty(guided.FailedRows);
        var density = guided.LogLikelihoods.Select(value => Math.Exp(value!.Value)).ToArray();
        Assert.Equal(1, density.Select((p, i) => p * 2 / (Math.Cos(angles[i]) * Math.Cos(angles[i])) * Math.PI / count).Sum(), 0.01);

        // And it is another law than the plain one.
        var plain = await local.LikelihoodAsync("toy", Request([[-1], [0.2], [1]], "", 1e-5));
        var here = await local.LikelihoodAsync("toy", Request([[-1], [0.2], [1]], guidance, 1e-5));
        Assert.True(plain.LogLikelihoods.Zip(here.LogLikelihoods).Max(pair => Math.Abs(pair.First!.Value - pair.Second!.Value)) > 0.05);
    }

    [Fact]
    public async Task A_condition_gives_the_law_of_its_class_and_a_contrast_another_that_integrates_to_one()
    {
        await using var local = await LocalService.StartAsync(("toy", Model("", sigmaMin: 0.3)));
        const string contrast = """{ "kind": "classifierFree", "weight": WEIGHT }""";
        LikelihoodRequest Weighed(double[][] points, double weight) =>
            Request(points, contrast.Replace("WEIGHT", $"{weight:0.0}", StringComparison.Ordinal), 1e-6) with
            {
                Condition = new ConditionSpec { Label = 1 }, Details = true,
            };

        var one = new GaussianMixtureField([1], [new[] { 1.0 }], [0.5]);
        var all = Toys.Field1();
        double[][] points = [[-0.4], [0.7], [1.6]];
        var conditional = await local.LikelihoodAsync("toy", Weighed(points, 1));
        var unconditional = await local.LikelihoodAsync("toy", Weighed(points, 0));
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(one.LogDensity(points[i], 0.3), WithExactTerminal(one, conditional, i), 1e-4);
            Assert.Equal(all.LogDensity(points[i], 0.3), WithExactTerminal(all, unconditional, i), 1e-4);
        }

        // The prior's own error goes out where the law at its level takes its place.
        static double WithExactTerminal(GaussianMixtureField law, LikelihoodResult answer, int row)
        {
            Assert.Null(answer.Details!.TerminalLogDensities);
            return answer.Details.Divergences[row]!.Value + law.LogDensity([answer.Details.Latents[row]![0]], 80);
        }

        double[] line = [.. Enumerable.Range(0, 240).Select(i => -5 + ((i + 0.5) / 24))];
        var strict = await local.LikelihoodAsync("toy", Weighed([.. line.Select(x => new[] { x })], 2));
        double[] density = [.. strict.LogLikelihoods.Select(value => Math.Exp(value!.Value))];
        Assert.Equal(1, density.Sum() / 24, 0.005);
        Assert.True(density.Zip(line).Where(pair => pair.Second < 0).Sum(pair => pair.First) / 24 < 0.01, "weight 2 keeps clear of the other class");
    }

    // Each axis of the state is at another place, and the classifier's box is in the plane.
    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(20.0)]
    public async Task The_divergence_of_a_stack_is_that_of_the_logarithm_s_second_differences(double sigma)
    {
        using var classifier = Toys.Classifier2();
        double[] states = [0.1, 0.5, -1, -1.5, 1.9, 1.2, 0.45, -0.3];
        var field = Toys.Field2();
        var terms = Guided.Terms("""{ "kind": "classifiers" }""", [2], [classifier]);
        var guided = await TracesAsync(field, terms, sigma, states);
        var plain = await TracesAsync(Toys.Field2(), [], sigma, states);
        for (var row = 0; row < states.Length / 2; row++)
        {
            // tr d(sigma^2 grad log C)/dx by second differences of log C itself, of fourth order.
            double Log(double dx, double dy)
            {
                var (log, gradient) = (new double[1], new double[2]);
                classifier.Evaluate([states[2 * row] + dx, states[(2 * row) + 1] + dy], [sigma], [0], log, gradient);
                return log[0];
            }

            var h = 0.02 * sigma;
            double Second(double x, double y) => ((16 * (Log(x, y) + Log(-x, -y))) - (Log(2 * x, 2 * y) + Log(-2 * x, -2 * y)) - (30 * Log(0, 0))) / (12 * h * h);
            var trace = Second(h, 0) + Second(0, h);
            Assert.Equal(sigma * sigma * trace, guided.Exact[row] - plain.Exact[row], 1e-5 * Math.Max(1, Math.Abs(sigma * sigma * trace)));

            // A Rademacher probe reads off the sum of all entries with their signs.
            var z = Traces.Probe(row);
            var mixed = (Second(h * z[0], h * z[1]) - Second(h * z[0], -h * z[1])) / 4;
            Assert.Equal(sigma * sigma * (trace + (2 * mixed)), guided.Probed[row] - plain.Probed[row], 1e-5 * Math.Max(1, Math.Abs(sigma * sigma * trace)));
        }
    }

    [Fact]
    public async Task The_divergence_of_a_measurement_is_its_closed_form()
    {
        // g = J^T H^T (y - H J x)/s^2 with J = K (K + sigma^2 I)^-1: the trace of -sigma^2 J^T H^T H J / s^2, at the point and, with
        // draws that stay the same, for one draw.
        var k = new double[,] { { 1, 0.6 }, { 0.6, 0.5 } };
        const double sigma = 0.7;
        var shifted = new[,] { { 1 + (sigma * sigma), 0.6 }, { 0.6, 0.5 + (sigma * sigma) } };
        var j = CorrelatedField.Solve(shifted, k);
        double[] hj = [(2 * j[0, 0]) - j[1, 0], (2 * j[0, 1]) - j[1, 1]];
        var expected = -sigma * sigma * ((hj[0] * hj[0]) + (hj[1] * hj[1])) / 0.25;
        foreach (var estimator in new[] { "\"estimator\": \"point\"", "\"samples\": 1" })
        {
            var terms = Guided.Terms(
                $$"""{ "kind": "loss", {{estimator}}, "loss": { "kind": "linear", "operator": { "kind": "matrix", "rows": [[2, -1]] }, "measurement": [0.3], "standardDeviation": 0.5 } }""",
                [2]);
            var guided = await TracesAsync(new CorrelatedField(k, 1), terms, sigma, [0.4, -0.8]);
            Assert.Equal(j[0, 0] + j[1, 1] + expected, guided.Exact[0], 1e-9);
        }
    }

    [Fact]
    public async Task Hutchinson_s_estimate_of_a_guided_flow_agrees_with_its_exact_trace()
    {
        await using var local = await LocalService.StartAsync(("space", """
            "shape": [3], "process": { "kind": "edm", "sigmaMin": 0.3 },
            "field": { "kind": "gaussianMixture", "weights": [1, 2], "means": [[1, 0, -1], [-1, 1, 0.5]], "standardDeviations": [0.5, 0.7] }
            """));
        const string guidance = """
            { "kind": "loss", "samples": 8, "loss": { "kind": "linear", "operator": { "kind": "mask", "indices": [0, 2] }, "measurement": [0.5, -0.5] } },
            { "kind": "bridge", "weight": 0.5, "to": { "kind": "disc", "center": [0, 0, 0], "radius": 1 } }
            """;
        double[][] points = [.. Enumerable.Range(0, 12).Select(i => new[] { Math.Sin(i), Math.Cos(2 * i), 0.1 * i })];
        var exact = await local.LikelihoodAsync("space", Request(points, guidance, 1e-5) with { Seed = 5 });
        var estimate = await local.LikelihoodAsync(
            "space", Request(points, guidance, 1e-5) with { Trace = TraceMethod.Hutchinson, Probes = 32, Seed = 5 });
        double[] scores = [.. points.Select((_, i) => (estimate.LogLikelihoods[i]!.Value - exact.LogLikelihoods[i]!.Value) / estimate.StandardErrors[i]!.Value)];
        Assert.All(scores, score => Assert.InRange(Math.Abs(score), 0, 4.5));
    }

    [Fact]
    public async Task A_guided_point_alone_and_in_company_gets_the_same_bits()
    {
        await using var local = await LocalService.StartAsync(("toy", Model(Interval)));
        const string guidance = """{ "kind": "classifiers" }, { "kind": "loss", "samples": 8, "loss": { "kind": "terminal", "target": [0.4] } }""";
        double[][] crowd = [.. Enumerable.Range(0, 40).Select(i => new[] { Math.Sin(i) })];
        var sampling = local.SampleAsync("toy", new SampleRequest { Count = 64, Seed = 3, Guidance = Guided.Specs("""{ "kind": "loss", "samples": 4, "loss": { "kind": "logistic", "normal": [1] } }""") });
        var many = await local.LikelihoodAsync("toy", Request(crowd, guidance, 1e-5) with { Seed = 9 });
        Assert.Empty((await sampling).FailedRows);
        foreach (var i in new[] { 0, 17, 39 })
        {
            // All points see the same draws, in whatever row they stand.
            var alone = await local.LikelihoodAsync("toy", Request([crowd[i]], guidance, 1e-5) with { Seed = 9 });
            Assert.Equal(BitConverter.DoubleToInt64Bits(alone.LogLikelihoods[0]!.Value), BitConverter.DoubleToInt64Bits(many.LogLikelihoods[i]!.Value));
        }
    }

    [Theory]
    [InlineData("""{ "kind": "particles" }""", "/guidance/0/kind")]
    [InlineData("""{ "kind": "lowDensity", "label": 0 }""", "/guidance/0/kind")]
    [InlineData("""{ "kind": "loss", "normalise": "gradient", "loss": { "kind": "terminal", "target": [1] } }""", "/guidance/0/kind")]
    [InlineData("""{ "kind": "classifiers" }, { "kind": "bridge", "to": { "kind": "complement", "of": { "kind": "disc", "center": [0], "radius": 1 } } }""", "/guidance/1/kind")]
    [InlineData("""{ "kind": "bridge", "margin": 0.1, "to": { "kind": "box", "low": [0], "high": [1] } }""", "/guidance/0/kind")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "distance", "to": { "kind": "union", "of": [{ "kind": "disc", "center": [0], "radius": 1 }, { "kind": "disc", "center": [5], "radius": 1 }] } } }""", "/guidance/0/kind")]
    [InlineData("""{ "kind": "loss", "loss": { "kind": "occupancy", "of": { "kind": "box", "low": [0], "high": [1] } } }""", "/guidance/0/kind")]
    [InlineData("""{ "kind": "loss", "skipLast": true, "loss": { "kind": "terminal", "target": [1] } }""", "/guidance/0/skipLast")]
    [InlineData("""{ "kind": "classifierFree", "weight": 2 }""", "/guidance/0/kind")]
    public async Task What_has_no_divergence_is_refused_with_what_would_work(string guidance, string pointer)
    {
        await using var local = await LocalService.StartAsync(("toy", Model(Interval)));
        var refusal = await Assert.ThrowsAsync<GenPhysException>(() => local.LikelihoodAsync("toy", Request([[0.1]], guidance)));
        Assert.Equal((ErrorCode.UnsupportedCombination, pointer), (refusal.Code, refusal.Pointer));
    }

    private static async Task<Traces> TracesAsync(IField field, IReadOnlyList<GuidanceTerm> terms, double sigma, double[] states)
    {
        var result = await Rig.AloneAsync(field, model => new()
        {
            Model = model,
            Rows = states.Length / model.Dimension,
            Seed = 2,
            Initial = states,
            Terms = terms,
            Program = new TableProgram(
                1,
                [new Tick
                {
                    Lanes =
                    [
                        new Lane(0, sigma, LaneFlavour.ValueAndVjp, new BasisCotangent(0)),
                        new Lane(0, sigma, LaneFlavour.ValueAndVjp, new BasisCotangent(1)),
                        new Lane(0, sigma, LaneFlavour.ValueAndVjp, new RademacherCotangent(3)),
                    ],
                    Vectors = [new VectorUpdate(0, new VectorTerm(VectorSource.Guidance, 0, 1))],
                    Scalars =
                    [
                        new ScalarUpdate(0, new(ScalarSource.Rate, 0, 1), new(ScalarSource.Rate, 1, 1)), new ScalarUpdate(1, new ScalarTerm(ScalarSource.Rate, 2, 1)),
                    ],
                }],
                scalarSlots: 2),
        });
        Assert.Empty(result.Failures);
        return new Traces([.. result.Scalars.Where((_, i) => i % 2 == 0)], [.. result.Scalars.Where((_, i) => i % 2 == 1)]);
    }

    private sealed record Traces(double[] Exact, double[] Probed)
    {
        public static double[] Probe(int row)
        {
            var z = new double[2];
            new RademacherCotangent(3).Write(new RowIdentity(2, (uint)row, 0), [], [], 1, z);
            return z;
        }
    }
}
