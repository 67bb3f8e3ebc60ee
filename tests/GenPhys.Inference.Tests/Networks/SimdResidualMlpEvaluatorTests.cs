using GenPhys.Inference.Networks;
using GenPhys.Inference.Networks.Simd;

namespace GenPhys.Inference.Tests.Networks;

public sealed class SimdResidualMlpEvaluatorTests
{
    private static readonly ResidualMlpArchitecture Small = new() { Hidden = 64, Blocks = 3, Embedding = 32, EmbeddingScale = 20 };

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(5, 1, 77)]
    [InlineData(3, 4, 2100)]
    public void Output_and_vector_jacobian_equal_the_formula(int inputs, int outputs, int rows)
    {
        var weights = ReferenceResidualMlp.RandomWeights(Small, inputs, outputs, seed: 3);
        var reference = new ReferenceResidualMlp(Small, inputs, outputs, weights);
        using var evaluator = new SimdResidualMlpEvaluator(ResidualMlpWeights.From(Small, inputs, outputs, weights));
        var lanes = new RandomRows(rows, inputs, outputs, seed: 5);
        var (output, kept, gradient) = (new double[rows * outputs], new double[rows * outputs], new double[rows * inputs]);
        evaluator.Forward(lanes.Input, lanes.Noise, output);
        evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, kept);
        evaluator.Backward(lanes.Cotangent, gradient);

        Assert.Equal(output, kept);
        for (var row = 0; row < rows; row += 1 + rows / 20)
        {
            var x = lanes.Input[(row * inputs)..((row + 1) * inputs)];
            var cotangent = lanes.Cotangent[(row * outputs)..((row + 1) * outputs)];
            var expected = reference.Forward(x, lanes.Noise[row]);
            var expectedGradient = reference.VectorJacobian(x, lanes.Noise[row], cotangent);
            for (var o = 0; o < outputs; o++)
            {
                Assert.Equal(expected[o], output[row * outputs + o], 3e-6);
            }

            for (var i = 0; i < inputs; i++)
            {
                Assert.Equal(expectedGradient[i], gradient[row * inputs + i], 3e-6);
            }
        }
    }

    [Fact]
    public void A_row_keeps_its_bits_in_any_company_at_any_place_on_any_number_of_threads()
    {
        var architecture = new ResidualMlpArchitecture();
        var weights = ResidualMlpWeights.From(architecture, 2, 2, ReferenceResidualMlp.RandomWeights(architecture, 2, 2, seed: 3));
        using var one = new SimdResidualMlpEvaluator(weights);
        using var two = new SimdResidualMlpEvaluator(weights, threads: 2);
        const int rows = 203;
        var lanes = new RandomRows(rows, 2, 2, seed: 6);
        var (together, gradients) = Run(one, lanes.Input, lanes.Noise, lanes.Cotangent);
        var (onTwoThreads, gradientsOnTwoThreads) = Run(two, lanes.Input, lanes.Noise, lanes.Cotangent);
        Assert.Equal(together, onTwoThreads);
        Assert.Equal(gradients, gradientsOnTwoThreads);

        for (var row = 0; row < rows; row += 7)
        {
            var (alone, gradient) = Run(
                one, lanes.Input[(2 * row)..(2 * row + 2)], lanes.Noise[row..(row + 1)], lanes.Cotangent[(2 * row)..(2 * row + 2)]);
            Assert.Equal(together[(2 * row)..(2 * row + 2)], alone);
            Assert.Equal(gradients[(2 * row)..(2 * row + 2)], gradient);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 2)]
    public void Cotangents_that_follow_from_the_outputs_give_the_bits_of_two_passes_in_any_company(int outputs, int threads)
    {
        const int rows = 2219;
        var weights = ResidualMlpWeights.From(Small, 2, outputs, ReferenceResidualMlp.RandomWeights(Small, 2, outputs, seed: 3));
        using var evaluator = new SimdResidualMlpEvaluator(weights, threads);
        var lanes = new RandomRows(rows, 2, outputs, seed: 9);
        var (output, expected) = (new double[rows * outputs], new double[rows * 2]);
        evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, output);
        var cotangents = output.Select((z, i) => Rule(z, i / outputs)).ToArray();
        evaluator.Backward(cotangents, expected);

        var (scratch, gradient) = Differentiate(0, rows);
        Assert.Equal(cotangents, scratch);
        Assert.Equal(expected, gradient);
        for (var row = 0; row < rows; row += 37)
        {
            Assert.Equal(expected[(2 * row)..(2 * row + 2)], Differentiate(row, 1).Gradient);
        }

        static double Rule(double z, int row) => (1 / (1 + Math.Exp(z))) + (1e-3 * row);

        (double[] Scratch, double[] Gradient) Differentiate(int start, int count)
        {
            var (values, slopes) = (new double[count * outputs], new double[count * 2]);
            evaluator.Differentiate(
                lanes.Input.AsSpan(2 * start, 2 * count),
                lanes.Noise.AsSpan(start, count),
                (first, z) =>
                {
                    for (var i = 0; i < z.Length; i++)
                    {
                        z[i] = Rule(z[i], start + first + (i / outputs));
                    }
                },
                values,
                slopes);
            return (values, slopes);
        }
    }

    [Fact]
    public void More_noise_levels_than_slots_change_nothing()
    {
        var weights = ResidualMlpWeights.From(Small, 2, 2, ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 3));
        using var evaluator = new SimdResidualMlpEvaluator(weights);
        var lanes = new RandomRows(5000, 2, 2, seed: 7);
        var (first, second) = (new double[10_000], new double[10_000]);
        evaluator.Forward(lanes.Input, lanes.Noise, first);
        evaluator.Forward(lanes.Input, lanes.Noise, second);
        Assert.Equal(first, second);
        var alone = new double[2];
        evaluator.Forward(lanes.Input.AsSpan(2 * 17, 2), lanes.Noise.AsSpan(17, 1), alone);
        Assert.Equal(first[34..36], alone);
    }

    [Fact]
    public void A_row_that_is_not_finite_fails_alone()
    {
        var weights = ResidualMlpWeights.From(Small, 2, 2, ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 3));
        using var evaluator = new SimdResidualMlpEvaluator(weights);
        var lanes = new RandomRows(12, 2, 2, seed: 8);
        var (clean, dirty) = (new double[24], new double[24]);
        evaluator.Forward(lanes.Input, lanes.Noise, clean);
        lanes.Input[6] = double.NaN;
        evaluator.Forward(lanes.Input, lanes.Noise, dirty);
        Assert.True(double.IsNaN(dirty[6]) && double.IsNaN(dirty[7]));
        (dirty[6], dirty[7]) = (clean[6], clean[7]);
        Assert.Equal(clean, dirty);
    }

    [Fact]
    public void A_backward_pass_without_a_kept_forward_is_refused()
    {
        var weights = ResidualMlpWeights.From(Small, 2, 2, ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 3));
        using var evaluator = new SimdResidualMlpEvaluator(weights);
        Assert.Throws<InvalidOperationException>(() => evaluator.Backward(new double[2], new double[2]));
        evaluator.ForwardAndKeep([1, 2], [0.5], new double[2]);
        evaluator.Release();
        Assert.Throws<InvalidOperationException>(() => evaluator.Backward(new double[2], new double[2]));
    }

    private static (double[] Output, double[] Gradient) Run(SimdResidualMlpEvaluator evaluator, double[] input, double[] noise, double[] cotangent)
    {
        var (output, gradient) = (new double[noise.Length * 2], new double[noise.Length * 2]);
        evaluator.ForwardAndKeep(input, noise, output);
        evaluator.Backward(cotangent, gradient);
        return (output, gradient);
    }
}
