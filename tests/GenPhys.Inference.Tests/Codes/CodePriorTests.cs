using GenPhys.Inference.Codes;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Tests.Codes;

public sealed class CodePriorTests
{
    private static readonly MlpArchitecture Network = new() { Hidden = [10, 6] };
    private static readonly int[] Sizes = [3, 2, 4];

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void A_table_is_drawn_from_at_its_temperature(double temperature)
    {
        double[] logits = [0, 1, -2, 0.3];
        var prior = new TableCodePrior(logits);
        var counts = new int[4];
        var codes = new int[1];
        for (var row = 0u; row < 40_000; row++)
        {
            prior.Draw(new RowIdentity(3, row), 0, temperature, codes);
            counts[codes[0]]++;
        }

        var total = logits.Sum(l => Math.Exp(l / temperature));
        Assert.All(Enumerable.Range(0, 4), k => Assert.Equal(Math.Exp(logits[k] / temperature) / total, counts[k] / 40_000.0, 0.01));
    }

    [Fact]
    public void Probabilities_of_all_codes_sum_to_one_and_depend_on_the_codes_before()
    {
        var prior = Autoregressive();
        var total = 0.0;
        for (var i = 0; i < 24; i++)
        {
            total += Math.Exp(prior.LogProbability([i / 8, i / 4 % 2, i % 4]));
        }

        Assert.Equal(1, total, 1e-12);
        double[] first = new double[4], second = new double[4];
        prior.Logits([0, 1], first);
        prior.Logits([2, 1], second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void The_prior_is_its_network()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var file = Weights();
        var module = Network.CreateModule(AutoregressiveCodePrior.Inputs(Sizes), 4);
        NetworkWeights.Write(module, file);
        int[] given = [2, 0];
        var input = new float[AutoregressiveCodePrior.Inputs(Sizes)];
        foreach (var one in AutoregressiveCodePrior.Ones(Sizes, given))
        {
            input[one] = 1;
        }

        Assert.Equal(3, input.Sum());
        var expected = module.call(TorchSharp.torch.tensor(input, [1L, input.Length]), TorchSharp.torch.zeros(1)).data<float>().ToArray();
        var logits = new double[4];
        Autoregressive().Logits(given, logits);
        Assert.All(Enumerable.Range(0, 4), k => Assert.Equal(expected[k], logits[k], 1e-5));
    }

    [Fact]
    public void A_prefix_stays_and_leaves_the_draw_of_the_others_theirs()
    {
        var prior = Autoregressive();
        for (var row = 0u; row < 50; row++)
        {
            var drawn = new int[3];
            prior.Draw(new RowIdentity(9, row), 0, 1, drawn);
            int[] again = [drawn[0], 0, 0];
            prior.Draw(new RowIdentity(9, row), 1, 1, again);
            Assert.Equal(drawn, again);
            int[] other = [(drawn[0] + 1) % 3, 0, 0];
            prior.Draw(new RowIdentity(9, row), 1, 1, other);
            Assert.Equal((drawn[0] + 1) % 3, other[0]);
        }
    }

    [Fact]
    public void A_cold_draw_is_the_likeliest_code()
    {
        var prior = new TableCodePrior([0, 5, 4.9]);
        var codes = new int[1];
        prior.Draw(new RowIdentity(1, 0), 0, 1e-6, codes);
        Assert.Equal(1, codes[0]);
    }

    private static AutoregressiveCodePrior Autoregressive() => new(Network, Sizes, Weights());

    private static SafeTensorsFile Weights()
    {
        var random = new System.Random(2);
        return new SafeTensorsFile(Network.Shapes(AutoregressiveCodePrior.Inputs(Sizes), 4).Select(array => SafeTensor.Of(
            array.Name, array.Shape, [.. Enumerable.Range(0, (int)array.Shape.Aggregate((a, b) => a * b)).Select(_ => (float)((2 * random.NextDouble()) - 1))])));
    }
}
