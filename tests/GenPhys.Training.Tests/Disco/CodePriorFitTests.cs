using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Random;
using GenPhys.Training.Disco;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Disco;

public sealed class CodePriorFitTests : IDisposable
{
    // A Markov chain of three codes of four values.
    private static readonly double[] First = [0.1, 0.2, 0.3, 0.4];
    private static readonly double[][] Next = [[0.7, 0.1, 0.1, 0.1], [0.05, 0.05, 0.6, 0.3], [0.25, 0.25, 0.25, 0.25], [0.02, 0.9, 0.04, 0.04]];
    private static readonly int[] Sizes = [4, 4, 4];

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-prior-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Acceptance", "D18")]
    public void A_table_has_the_entropy_of_its_codes()
    {
        int[] codes = [.. Enumerable.Range(0, 8000).Select(i => i % 8)];
        var prior = CodePriorFit.Table(codes, 8);
        Assert.Equal(Math.Log(8), CodeStatistics.Entropy(codes, 1), 1e-9);
        Assert.Equal(CodeStatistics.Entropy(codes, 1), CodeStatistics.NegativeLogLikelihood(prior, codes), 1e-9);
        int[] uneven = [.. Enumerable.Range(0, 8000).Select(i => i % 7 % 3)];
        Assert.Equal(CodeStatistics.Entropy(uneven, 1), CodeStatistics.NegativeLogLikelihood(CodePriorFit.Table(uneven, 3), uneven), 1e-9);

        // A code that never occurred can still be weighed.
        Assert.True(double.IsFinite(CodePriorFit.Table([0, 0, 1], 3).LogProbability([2])));
    }

    [Fact]
    [Trait("Acceptance", "D18")]
    [Trait("Category", "Slow")]
    public void A_network_learns_a_markov_law()
    {
        var options = new CodePriorOptions
        {
            Network = new MlpArchitecture { Hidden = [32] }, Steps = 1200, Batch = 128, LearningRate = new LinearDecayRate { Rate = 5e-3, From = 600, To = 1201 },
        };
        var prior = Fit(options, "whole", options.Steps);
        var truth = 0.0;
        var own = 0.0;
        foreach (var (code, p) in Laws())
        {
            truth -= p * Math.Log(p);
            own -= p * prior.LogProbability(code);
        }

        Assert.True(own - truth is >= 0 and < 0.02, $"{own} of {truth}");
        var counts = new Dictionary<(int, int, int), int>();
        var drawn = new int[3];
        for (var row = 0u; row < 50_000; row++)
        {
            prior.Draw(new RowIdentity(5, row), 0, 1, drawn);
            counts[(drawn[0], drawn[1], drawn[2])] = counts.GetValueOrDefault((drawn[0], drawn[1], drawn[2])) + 1;
        }

        var variation = 0.5 * Laws().Sum(law => Math.Abs(law.P - (counts.GetValueOrDefault((law.Code[0], law.Code[1], law.Code[2])) / 50_000.0)));
        Assert.True(variation < 0.03, $"{variation}");
    }

    [Fact]
    public void A_fit_that_is_stopped_goes_on_with_the_same_bits()
    {
        var options = new CodePriorOptions { Network = new MlpArchitecture { Hidden = [8] }, Steps = 40, Batch = 16 };
        double[] whole = new double[4], parts = new double[4];
        Fit(options, "whole", 40).Logits([1, 3], whole);
        Assert.Null(FitOrStop(options, "parts", stopAt: 17));
        Fit(options, "parts", 40).Logits([1, 3], parts);
        Assert.Equal(whole, parts);
    }

    private static IEnumerable<(int[] Code, double P)> Laws() =>
        from a in Enumerable.Range(0, 4)
        from b in Enumerable.Range(0, 4)
        from c in Enumerable.Range(0, 4)
        select (new[] { a, b, c }, First[a] * Next[a][b] * Next[b][c]);

    private static void Draw(int step, Span<int> codes)
    {
        var uniform = new double[codes.Length];
        Philox.FillUniform(new NoiseKey(8, 0, NoisePurpose.TrainingCode, (uint)step), uniform);
        for (var i = 0; i < codes.Length; i++)
        {
            var law = i % 3 == 0 ? First : Next[codes[i - 1]];
            var left = uniform[i];
            while (codes[i] < 3 && (left -= law[codes[i]]) >= 0)
            {
                codes[i]++;
            }
        }
    }

    private AutoregressiveCodePrior Fit(CodePriorOptions options, string name, int steps) => FitOrStop(options with { Steps = steps }, name, stopAt: null)!;

    private AutoregressiveCodePrior? FitOrStop(CodePriorOptions options, string name, int? stopAt)
    {
        using var stop = new CancellationTokenSource();
        var weights = CodePriorFit.Network(
            Sizes, options, 1, (step, codes) =>
            {
                if (step == stopAt)
                {
                    stop.Cancel();
                }

                codes.Clear();
                Draw(step, codes);
            },
            "markov", Path.Combine(_folder, name), (Every: 1000, Keep: 1), new Recorder(), stop.Token);
        return weights is null ? null : new AutoregressiveCodePrior(options.Network, Sizes, weights);
    }
}
