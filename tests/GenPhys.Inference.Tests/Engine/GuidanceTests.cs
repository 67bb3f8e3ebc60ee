using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Engine;

public sealed class GuidanceTests
{
    private const double S = 0.7;
    private const double C = 1.5;
    private const double V = 4;
    private const int Steps = 14;

    // D + sigma^2 G of a Gaussian field with mean 0 and a Gaussian likelihood, by hand and per coordinate.
    private static double Guided(double x, double sigma) =>
        (S * S * x / ((S * S) + (sigma * sigma))) - (sigma * sigma * (x - C) / V);

    public static TheoryData<string> Kinds => ["euler", "heun", "edmStochastic"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_term_enters_as_D_plus_sigma_squared_G(string kind)
    {
        const int rows = 8;
        const ulong seed = 21;
        var churned = new EdmStochastic(sChurn: 6, sMin: 0.01, sMax: 30, sNoise: 1.1);
        Sampler sampler = kind switch { "euler" => new Euler(), "heun" => new Heun(), _ => churned };
        var levels = Rig.EdmLevels(Steps).Select(level => Math.Min(level, 5 * (1 + (level / 1000)))).ToArray();
        levels = [.. levels.Distinct()];
        var term = new PullTerm(C, V);
        var result = await Rig.AloneAsync(Rig.Gaussian(S), m => new()
        {
            Model = m, Rows = rows, Seed = seed, Terms = [term], Program = sampler.Program(levels),
        });

        Assert.Empty(result.Failures);
        Assert.All(term.Lanes, lanes => Assert.Equal(rows, lanes));
        var noise = new double[2];
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < 2; j++)
            {
                Philox.FillNormal(new NoiseKey(seed, (uint)row, NoisePurpose.Prior), noise);
                var x = levels[0] * noise[j];
                for (var i = 0; i + 1 < levels.Length; i++)
                {
                    var (t, next) = (levels[i], levels[i + 1]);
                    if (kind == "edmStochastic" && t is >= 0.01 and <= 30)
                    {
                        var gamma = Math.Min(6.0 / (levels.Length - 1), Math.Sqrt(2) - 1);
                        var hat = t + (gamma * t);
                        Philox.FillNormal(new NoiseKey(seed, (uint)row, NoisePurpose.Step, (uint)i), noise);
                        x += 1.1 * Math.Sqrt((hat * hat) - (t * t)) * noise[j];
                        t = hat;
                    }

                    var d1 = (x - Guided(x, t)) / t;
                    var predicted = x + ((next - t) * d1);
                    x = kind == "euler" || next == 0
                        ? predicted
                        : x + ((next - t) * 0.5 * (d1 + ((predicted - Guided(predicted, next)) / next)));
                }

                Assert.Equal(x, result.States[(2 * row) + j], 1e-10 * Math.Max(1, Math.Abs(x)));
            }
        }
    }

    [Fact]
    public async Task Terms_add_up_and_touch_no_other_request()
    {
        var plain = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 9, seed: 1));
        var single = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 7, seed: 2) with { Terms = [new PullTerm(0, 50)] });
        Assert.NotEqual(plain.States[..4], single.States[..4]);

        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        PullTerm[] halves = [new(0, 100), new(0, 100)];
        Task<EngineResult> neighbour;
        Task<EngineResult> guided;
        using (await DevicePause.BeginAsync(engine))
        {
            guided = engine.SubmitAsync(Rig.Job(model, 7, seed: 2) with { Terms = halves });
            neighbour = engine.SubmitAsync(Rig.Job(model, 9, seed: 1));
        }

        Bits.Equal(plain, await neighbour.Within());
        var sum = await guided.Within();
        for (var i = 0; i < sum.States.Length; i++)
        {
            Assert.Equal(single.States[i], sum.States[i], 1e-9);
        }

        Assert.All(halves, half => Assert.Equal(Enumerable.Repeat(7, 35), half.Lanes));
    }
}
