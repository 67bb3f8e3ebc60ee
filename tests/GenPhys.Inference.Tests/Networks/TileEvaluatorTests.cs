using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Networks.Tiles;
using GenPhys.Inference.Tests.Engine;
using static TorchSharp.torch;

namespace GenPhys.Inference.Tests.Networks;

/// <summary>One of these counts the tensors of the whole process, so that they run alone.</summary>
[Collection(nameof(StressTests))]
public sealed class TileEvaluatorTests
{
    private static readonly ResidualMlpArchitecture Small = new() { Hidden = 48, Blocks = 3, Embedding = 32, EmbeddingScale = 20 };

    [Theory]
    [InlineData(NetworkDtype.Float32, 2, 2, 1, 3e-6)]
    [InlineData(NetworkDtype.Float32, 5, 1, 77, 3e-6)]
    [InlineData(NetworkDtype.Float32, 3, 4, 1100, 3e-6)]
    [InlineData(NetworkDtype.Float64, 3, 4, 77, 1e-8)]
    public void Output_and_vector_jacobian_equal_the_formula(NetworkDtype dtype, int inputs, int outputs, int rows, double tolerance)
    {
        var architecture = Small with { Dtype = dtype };
        var weights = ReferenceResidualMlp.RandomWeights(architecture, inputs, outputs, seed: 3);
        var reference = new ReferenceResidualMlp(architecture, inputs, outputs, weights);
        using var evaluator = Create(architecture, inputs, outputs, weights);
        var lanes = new RandomRows(rows, inputs, outputs, seed: 5);
        var (output, kept, gradient) = (new double[rows * outputs], new double[rows * outputs], new double[rows * inputs]);
        evaluator.Forward(lanes.Input, lanes.Noise, output);
        evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, kept);
        evaluator.Backward(lanes.Cotangent, gradient);
        Assert.Equal(output, kept);
        for (var row = 0; row < rows; row += 1 + rows / 20)
        {
            var x = lanes.Input[(row * inputs)..((row + 1) * inputs)];
            var expected = reference.Forward(x, lanes.Noise[row]);
            var expectedGradient = reference.VectorJacobian(x, lanes.Noise[row], lanes.Cotangent[(row * outputs)..((row + 1) * outputs)]);
            Assert.All(Enumerable.Range(0, outputs), o => Assert.Equal(expected[o], output[row * outputs + o], tolerance));
            Assert.All(Enumerable.Range(0, inputs), i => Assert.Equal(expectedGradient[i], gradient[row * inputs + i], tolerance));
        }
    }

    [Fact]
    public void The_warm_up_proves_that_bits_depend_on_the_row_alone()
    {
        var architecture = new ResidualMlpArchitecture();
        var weights = ReferenceResidualMlp.RandomWeights(architecture, 2, 2, seed: 3);
        using var evaluator = Create(architecture, 2, 2, weights);
        var report = evaluator.WarmUp();
        Assert.True(report.BitExact);
        Assert.All(report.Tiles, t => Assert.True(t.ValueMicroseconds > 0 && t.VjpMicroseconds > t.ValueMicroseconds));

        var lanes = new RandomRows(301, 2, 2, seed: 6);
        var together = new double[602];
        evaluator.Forward(lanes.Input, lanes.Noise, together);
        for (var row = 0; row < 301; row += 29)
        {
            var alone = new double[2];
            evaluator.Forward(lanes.Input.AsSpan(2 * row, 2), lanes.Noise.AsSpan(row, 1), alone);
            Assert.Equal(together[(2 * row)..(2 * row + 2)], alone);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_without_an_evaluator_of_its_own_runs_on_tiles_too(bool bottleneck)
    {
        Architecture architecture = bottleneck
            ? new BottleneckMlpArchitecture { Hidden = 6, Dtype = NetworkDtype.Float64 }
            : new MlpArchitecture { Hidden = [24, 24], Dtype = NetworkDtype.Float64 };
        using var module = architecture.CreateModule(2, 2);
        var weights = Randomised(NetworkWeights.Read(module));
        NetworkWeights.Write(module, weights);
        using var evaluator = new TorchModuleEvaluator(architecture, weights, 2, 2, new NetworkOptions());
        Assert.True(evaluator.WarmUp().BitExact);
        var lanes = new RandomRows(75, 2, 2, seed: 9);
        var (output, gradient) = (new double[150], new double[150]);
        evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, output);
        evaluator.Backward(lanes.Cotangent, gradient);

        using var scope = NewDisposeScope();
        var x = tensor(lanes.Input, [75L, 2]).requires_grad_();
        var expected = module.call(x, tensor(lanes.Noise));
        (expected * tensor(lanes.Cotangent, [75L, 2])).sum().backward();
        Near(expected.detach().data<double>().ToArray(), output);
        Near(x.grad!.data<double>().ToArray(), gradient);

        static void Near(double[] a, double[] b) => Assert.All(a.Zip(b), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Fact]
    public void Evaluations_leave_no_tensor_behind_and_disposal_gives_all_back()
    {
        var before = Living.Tensors();
        var weights = ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 3);
        using (var evaluator = Create(Small, 2, 2, weights))
        {
            var lanes = new RandomRows(100, 2, 2, seed: 1);
            var (output, gradient) = (new double[200], new double[200]);
            Both();
            var live = Tensor.TotalCount;
            for (var i = 0; i < 50; i++)
            {
                Both();
                evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, output);
                evaluator.Release();
            }

            Assert.Equal(live, Tensor.TotalCount);

            void Both()
            {
                evaluator.Forward(lanes.Input, lanes.Noise, output);
                evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, output);
                evaluator.Backward(lanes.Cotangent, gradient);
            }
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void One_row_per_tile_runs_without_padding()
    {
        var weights = ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 3);
        using var padded = Create(Small, 2, 2, weights);
        using var single = new TorchResidualMlpEvaluator(ResidualMlpWeights.From(Small, 2, 2, weights), new NetworkOptions { TileSizes = [1] });
        Assert.Equal([1], single.WarmUp().Tiles.Select(t => t.Rows));
        var lanes = new RandomRows(5, 2, 2, seed: 1);
        var (a, b) = (new double[10], new double[10]);
        padded.Forward(lanes.Input, lanes.Noise, a);
        single.Forward(lanes.Input, lanes.Noise, b);
        Assert.All(a.Zip(b), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Fact]
    public void Tile_sizes_that_cannot_be_are_refused()
    {
        var weights = ResidualMlpWeights.From(Small, 2, 2, ReferenceResidualMlp.RandomWeights(Small, 2, 2, seed: 3));
        Assert.Throws<ArgumentException>(() => new TorchResidualMlpEvaluator(weights, new NetworkOptions { TileSizes = [] }));
        Assert.Throws<ArgumentException>(() => new TorchResidualMlpEvaluator(weights, new NetworkOptions { TileSizes = [0, 8] }));
    }

    [Fact]
    public void The_evaluator_is_chosen_by_what_is_possible()
    {
        var wide = new ResidualMlpArchitecture { Hidden = 32, Embedding = 8 };
        Assert.StartsWith("SIMD", Description(wide, NetworkEvaluatorKind.Automatic), StringComparison.Ordinal);
        Assert.StartsWith("torch tiles", Description(wide, NetworkEvaluatorKind.Torch), StringComparison.Ordinal);
        Assert.StartsWith("torch tiles", Description(Small, NetworkEvaluatorKind.Automatic), StringComparison.Ordinal);
        Assert.StartsWith("torch tiles", Description(wide with { Dtype = NetworkDtype.Float64 }, NetworkEvaluatorKind.Automatic), StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Description(Small, NetworkEvaluatorKind.Simd));

        static string Description(ResidualMlpArchitecture architecture, NetworkEvaluatorKind kind)
        {
            var weights = ReferenceResidualMlp.RandomWeights(architecture, 2, 2, seed: 1);
            using var evaluator = NetworkEvaluators.Create(architecture, weights, 2, 2, new NetworkOptions { Evaluator = kind });
            return evaluator.Description;
        }
    }

    [Theory]
    [InlineData(1, new[] { 8 })]
    [InlineData(8, new[] { 8 })]
    [InlineData(9, new[] { 8, 8 })]
    [InlineData(40, new[] { 64 })]
    [InlineData(64, new[] { 64 })]
    [InlineData(72, new[] { 64, 8 })]
    public void The_cover_is_the_cheapest(int rows, int[] expected)
    {
        // Four tiles of 8 cost less than one of 64, five cost more.
        var cover = new TileCover([(8, 9), (64, 40)]);
        var found = new List<int>();
        for (var left = rows; left > 0; left -= found[^1])
        {
            found.Add(cover.Next(left));
        }

        Assert.Equal(expected.Order(), found.Order());
    }

    private static TorchResidualMlpEvaluator Create(ResidualMlpArchitecture architecture, int inputs, int outputs, SafeTensorsFile weights) =>
        new(ResidualMlpWeights.From(architecture, inputs, outputs, weights), new NetworkOptions());

    private static SafeTensorsFile Randomised(SafeTensorsFile file)
    {
        var random = new System.Random(7);
        return new SafeTensorsFile(file.Tensors.Select(t =>
            SafeTensor.Of(t.Name, t.Shape, [.. t.ToDoubles().Select(_ => random.NextDouble() - 0.5)])));
    }
}
