using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Networks.Tiles;
using static TorchSharp.torch;

namespace GenPhys.Inference.Tests.Networks;

public sealed class AgentTransformerTests
{
    private const int Agents = 4;
    private const int Features = 3;
    private const int Dimension = Agents * Features;
    private static readonly int[] Order = [2, 0, 3, 1];

    private static readonly AgentTransformerArchitecture Small = new()
    {
        Agents = Agents, Features = Features, Hidden = 16, Heads = 2, Blocks = 2, Embedding = 8, Dtype = NetworkDtype.Float64,
    };

    // The state alone, and the state with two more columns for each of its numbers, as a bridge's network has them.
    [Theory]
    [Trait("Acceptance", "A13")]
    [InlineData(1, Dimension)]
    [InlineData(3, Dimension)]
    [InlineData(1, Agents)]
    [InlineData(1, 1)]
    public void What_permutes_the_agents_permutes_their_outputs_and_no_more(int parts, int outputs)
    {
        using var scope = NewDisposeScope();
        using var network = Small.CreateModule(parts * Dimension, outputs);
        var x = randn(5, parts * Dimension, dtype: ScalarType.Float64);
        var noise = linspace(-2, 1, 5, dtype: ScalarType.Float64);
        var plain = network.call(x, noise);
        var permuted = network.call(Permuted(x, parts), noise);
        var expected = outputs == 1 ? plain : Permuted(plain, 1, outputs / Agents);
        Assert.True((permuted - expected).abs().max().item<double>() < 1e-12);
        Assert.True(outputs == 1 || (permuted - plain).abs().max().item<double>() > 1e-3);
        Assert.True((network.call(x, noise + 0.5) - plain).abs().max().item<double>() > 1e-3);
    }

    // By loops, apart from the module: h += W softmax(q.k / sqrt(d_h)) v of each head, h += W silu(W (norm(h) + level)), and what comes out of norm(h).
    [Fact]
    public void It_is_the_transformer_of_its_formula()
    {
        using var scope = NewDisposeScope();
        using var network = Small.CreateModule(Dimension, Dimension);
        var arrays = Small.Shapes(Dimension, Dimension).ToDictionary(array => array.Name, array => network.state_dict()[array.Name].data<double>().ToArray());
        double[] x = [.. Enumerable.Range(0, Dimension).Select(i => Math.Sin(1 + (2.7 * i)))];
        const double noise = 0.4;
        var angles = SinusoidalEmbedding.Frequencies(Small.Embedding, Small.EmbeddingScale).Select(f => noise * f).ToArray();
        double[] level = [.. Linear("noise", [.. angles.Select(Math.Cos), .. angles.Select(Math.Sin)]).Select(Silu)];
        var h = Enumerable.Range(0, Agents).Select(a => Sum(Linear("input", x[(a * Features)..((a + 1) * Features)]), level)).ToArray();
        for (var block = 0; block < Small.Blocks; block++)
        {
            var joint = h.Select(token => Linear($"attend{block}", Normal(token))).ToArray();
            h = [.. h.Select((token, a) => Sum(token, Linear($"attended{block}", Attended(joint, a))))];
            h = [.. h.Select(token => Sum(token, Linear($"narrow{block}", [.. Linear($"wide{block}", Sum(Normal(token), level)).Select(Silu)])))];
        }

        var expected = h.SelectMany(token => Linear("output", Normal(token))).ToArray();
        var found = network.call(tensor(x, [1L, Dimension]), tensor([noise])).data<double>().ToArray();
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-10));

        double[] Linear(string name, double[] input)
        {
            var (w, b) = (arrays[name + ".weight"], arrays[name + ".bias"]);
            return [.. b.Select((bias, o) => bias + input.Select((value, i) => value * w[(o * input.Length) + i]).Sum())];
        }

        static double[] Attended(double[][] joint, int agent)
        {
            var (hidden, width) = (Small.Hidden, Small.Hidden / Small.Heads);
            var result = new double[hidden];
            for (var head = 0; head < Small.Heads; head++)
            {
                var weights = joint.Select(other => Math.Exp(Enumerable.Range(head * width, width).Sum(c => joint[agent][c] * other[hidden + c]) / Math.Sqrt(width))).ToArray();
                foreach (var c in Enumerable.Range(head * width, width))
                {
                    result[c] = joint.Select((other, b) => weights[b] * other[(2 * hidden) + c]).Sum() / weights.Sum();
                }
            }

            return result;
        }

        static double[] Normal(double[] token)
        {
            var mean = token.Average();
            var scale = 1 / Math.Sqrt(token.Average(v => (v - mean) * (v - mean)) + 1e-5);
            return [.. token.Select(v => (v - mean) * scale)];
        }

        static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (u, v) => u + v)];
        static double Silu(double v) => v / (1 + Math.Exp(-v));
    }

    [Fact]
    public void An_agent_hears_of_the_others()
    {
        using var scope = NewDisposeScope();
        using var network = Small.CreateModule(Dimension, Dimension);
        var x = randn(1, Dimension, dtype: ScalarType.Float64);
        var moved = x.clone();
        moved[0, Dimension - 1].add_(1);
        var change = (network.call(moved, zeros(1, dtype: ScalarType.Float64)) - network.call(x, zeros(1, dtype: ScalarType.Float64)))[0, 0].abs().item<double>();
        Assert.True(change > 1e-6, $"{change}");
    }

    [Fact]
    public void The_served_network_has_the_derivative_of_its_values_and_the_bits_of_a_row_alone()
    {
        using var scope = NewDisposeScope();
        using var network = Small.CreateModule(Dimension, Dimension);
        using var evaluator = new TorchModuleEvaluator(Small, new SafeTensorsFile([.. Small.Shapes(Dimension, Dimension).Select(array =>
            SafeTensor.Of(array.Name, array.Shape, [.. network.state_dict()[array.Name].data<double>()]))]), Dimension, Dimension, new NetworkOptions());
        var lanes = new RandomRows(37, Dimension, Dimension, seed: 5);
        var (output, gradient) = (new double[37 * Dimension], new double[37 * Dimension]);
        evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, output);
        evaluator.Backward(lanes.Cotangent, gradient);
        var (row, alone) = (11, new double[Dimension]);
        double[] x = lanes.Input[(row * Dimension)..((row + 1) * Dimension)];
        Assert.Equal(output[(row * Dimension)..((row + 1) * Dimension)], Value(x));
        for (var j = 0; j < Dimension; j++)
        {
            const double h = 1e-5;
            var (up, down) = (Value([.. x.Select((v, i) => i == j ? v + h : v)]).ToArray(), Value([.. x.Select((v, i) => i == j ? v - h : v)]));
            var slope = Enumerable.Range(0, Dimension).Sum(o => lanes.Cotangent[(row * Dimension) + o] * (up[o] - down[o]) / (2 * h));
            Assert.Equal(slope, gradient[(row * Dimension) + j], 1e-7);
        }

        double[] Value(double[] at)
        {
            evaluator.Forward(at, lanes.Noise.AsSpan(row, 1), alone);
            return alone;
        }
    }

    [Fact]
    public void Sizes_that_are_not_those_of_whole_agents_are_refused()
    {
        Assert.Null(Small.Misfit(2 * Dimension, Dimension));
        Assert.Contains("4 agents of 3 numbers", Small.Misfit(Dimension + 1, Dimension), StringComparison.Ordinal);
        Assert.Contains("not 6", Small.Misfit(Dimension, 6), StringComparison.Ordinal);
        Assert.Contains("hidden", (Small with { Hidden = 15 }).Problems().Select(p => p.Member));
        Assert.Throws<NetworkWeightsException>(() => NetworkWeights.Check(Small, Dimension + 1, Dimension, new SafeTensorsFile([])));
    }

    private static Tensor Permuted(Tensor x, int parts, int features = Features) =>
        x.reshape(x.shape[0], parts, Agents, features).index_select(2, tensor([.. Order.Select(a => (long)a)])).reshape(x.shape[0], x.shape[1]);
}
