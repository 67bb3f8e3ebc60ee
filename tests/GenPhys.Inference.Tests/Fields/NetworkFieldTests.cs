using GenPhys.Inference.Fields;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Networks.Simd;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Tests.Networks;

namespace GenPhys.Inference.Tests.Fields;

public sealed class NetworkFieldTests
{
    private static readonly ResidualMlpArchitecture Small = new() { Hidden = 32, Embedding = 16, EmbeddingScale = 10 };

    public static TheoryData<Preconditioner> Preconditioners =>
    [
        new EdmPreconditioner { SigmaData = 1 },
        new VePreconditioner(),
        new VpPreconditioner(),
        new RawPreconditioner { Output = RawOutput.Score, Input = RawInput.VariancePreserving, Noise = RawNoise.VpTime },
    ];

    [Theory]
    [MemberData(nameof(Preconditioners))]
    public void Denoiser_and_vector_jacobian_equal_the_preconditioned_formula(Preconditioner preconditioner)
    {
        var weights = ReferenceResidualMlp.RandomWeights(Small, 3, 3, seed: 1);
        var reference = new ReferenceResidualMlp(Small, 3, 3, weights);
        using var field = Field(preconditioner);
        var lanes = Lanes(21, seed: 2);
        double[]? seen = null;
        field.EvaluateWithVjp(lanes, batch =>
        {
            seen = batch.Denoised.ToArray();
            for (var i = 0; i < batch.Cotangent.Length; i++)
            {
                batch.Cotangent[i] = Math.Sin(i) - batch.Denoised[i] / 100;
            }
        });

        Assert.Equal(seen, lanes.Denoised.ToArray());
        for (var row = 0; row < lanes.Count; row++)
        {
            var (x, sigma) = (lanes.X.Slice(3 * row, 3).ToArray(), lanes.NoiseLevel[row]);
            var cotangent = lanes.Cotangent.Slice(3 * row, 3).ToArray();
            var expected = Denoise(x);
            for (var i = 0; i < 3; i++)
            {
                var scale = Math.Max(1, Math.Abs(expected[i])) + Math.Abs(preconditioner.At(sigma).COut);
                Assert.Equal(expected[i], lanes.Denoised[3 * row + i], 3e-6 * scale);

                var step = 1e-4 * Math.Max(sigma, 0.1);
                var difference = Along(x[i] + step) - Along(x[i] - step);
                Assert.Equal(difference / (2 * step), lanes.VectorJacobian[3 * row + i], 2e-5 * scale);

                double Along(double value) =>
                    Denoise([.. x[..i], value, .. x[(i + 1)..]]).Zip(cotangent, (d, c) => d * c).Sum();
            }

            double[] Denoise(double[] at)
            {
                var c = preconditioner.At(sigma);
                var raw = reference.Forward(Array.ConvertAll(at, v => c.CIn * v), c.CNoise);
                return [.. at.Zip(raw, (v, f) => c.CSkip * v + c.COut * f)];
            }
        }
    }

    [Fact]
    public void Both_flavours_give_the_same_bits_and_a_lane_alone_gives_those_of_a_lane_in_company()
    {
        using var field = Field(new EdmPreconditioner { SigmaData = 1 });
        var lanes = Lanes(150, seed: 4);
        field.Evaluate(lanes);
        var value = lanes.Denoised.ToArray();
        field.EvaluateWithVjp(lanes, batch => batch.Cotangent.Fill(1));
        Assert.Equal(value, lanes.Denoised.ToArray());

        var alone = new LaneBatch(3);
        for (var row = 0; row < lanes.Count; row += 11)
        {
            alone.Resize(1);
            lanes.X.Slice(3 * row, 3).CopyTo(alone.X);
            alone.NoiseLevel[0] = lanes.NoiseLevel[row];
            field.Evaluate(alone);
            Assert.Equal(value[(3 * row)..(3 * row + 3)], alone.Denoised.ToArray());
        }
    }

    [Theory]
    [InlineData(NetworkEvaluatorKind.Simd)]
    [InlineData(NetworkEvaluatorKind.Torch)]
    public void Every_evaluator_gives_the_field_of_the_trainable_module(NetworkEvaluatorKind kind)
    {
        var architecture = new ResidualMlpArchitecture();
        var preconditioner = new EdmPreconditioner { SigmaData = 1 };
        using var scope = TorchSharp.torch.NewDisposeScope();
        var module = new DenoiserModule(architecture.CreateModule(3, 3), preconditioner);
        var weights = NetworkWeights.Read(module.Network);
        using var field = NetworkField.Create(architecture, weights, preconditioner, 3, new NetworkOptions { Evaluator = kind });
        Assert.True(field.WarmUp().BitExact);
        var lanes = Lanes(70, seed: 5);
        field.EvaluateWithVjp(lanes, batch => batch.Denoised.CopyTo(batch.Cotangent));

        var x = TorchSharp.torch.tensor(lanes.X.ToArray(), [70L, 3]).requires_grad_();
        var d = module.Denoise(x, lanes.NoiseLevel);
        (d * d.detach()).sum().backward();
        var expected = d.detach().data<double>().ToArray();
        var product = x.grad!.data<double>().ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], lanes.Denoised[i], 4e-6 * Math.Max(1, Math.Abs(lanes.X[i])));
            Assert.Equal(product[i], lanes.VectorJacobian[i], 1e-5 * Math.Max(1, Math.Abs(lanes.X[i])));
        }
    }

    [Fact]
    public void A_network_with_classes_reads_the_condition_of_each_lane()
    {
        var preconditioner = new EdmPreconditioner { SigmaData = 1 };
        using var scope = TorchSharp.torch.NewDisposeScope();
        var module = new DenoiserModule(Small.CreateModule(6, 3), preconditioner, columns: 3);
        using var field = NetworkField.Create(Small, NetworkWeights.Read(module.Network), preconditioner, 3, classes: 2);
        Assert.Equal((3, 2), (field.Dimension, field.Classes));
        var lanes = Lanes(9, seed: 5);
        var columns = new double[9 * 3];
        for (var i = 0; i < 9; i++)
        {
            // 0 is no class, whose column is the last.
            lanes.Condition[i] = i % 3;
            columns[(3 * i) + ((i % 3) + 2) % 3] = 1;
        }

        field.EvaluateWithVjp(lanes, batch => batch.Denoised.CopyTo(batch.Cotangent));
        var x = TorchSharp.torch.tensor(lanes.X.ToArray(), [9L, 3]).requires_grad_();
        var d = module.Denoise(TorchSharp.torch.cat([x, TorchSharp.torch.tensor(columns, [9L, 3])], 1), lanes.NoiseLevel);
        (d * d.detach()).sum().backward();
        var (expected, product) = (d.detach().data<double>().ToArray(), x.grad!.data<double>().ToArray());
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], lanes.Denoised[i], 4e-6 * Math.Max(1, Math.Abs(lanes.X[i])));
            Assert.Equal(product[i], lanes.VectorJacobian[i], 1e-5 * Math.Max(1, Math.Abs(lanes.X[i])));
        }

        var before = lanes.Denoised.ToArray();
        lanes.Condition[0] = 1;
        field.Evaluate(lanes);
        Assert.NotEqual(before[..3], lanes.Denoised[..3].ToArray());
        Assert.Equal(before[3..], lanes.Denoised[3..].ToArray());
    }

    [Fact]
    public void A_callback_that_throws_leaves_the_field_usable()
    {
        using var field = Field(new EdmPreconditioner());
        var lanes = Lanes(5, seed: 4);
        Assert.Throws<InvalidOperationException>(() => field.EvaluateWithVjp(lanes, _ => throw new InvalidOperationException()));
        field.EvaluateWithVjp(lanes, batch => batch.Cotangent.Fill(1));
        Assert.All(lanes.VectorJacobian.ToArray(), v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Lanes_of_another_dimension_and_networks_that_are_no_denoiser_are_refused()
    {
        using var field = Field(new EdmPreconditioner());
        Assert.Throws<ArgumentException>(() => field.Evaluate(new LaneBatch(2)));
        var classifier = ReferenceResidualMlp.RandomWeights(Small, 3, 1, seed: 1);
        using var evaluator = new SimdResidualMlpEvaluator(ResidualMlpWeights.From(Small, 3, 1, classifier));
        Assert.Throws<ArgumentException>(() => new NetworkField(evaluator, new EdmPreconditioner()));
    }

    private static NetworkField Field(Preconditioner preconditioner) => new(
        new SimdResidualMlpEvaluator(ResidualMlpWeights.From(Small, 3, 3, ReferenceResidualMlp.RandomWeights(Small, 3, 3, seed: 1))),
        preconditioner);

    private static LaneBatch Lanes(int count, int seed)
    {
        var random = new System.Random(seed);
        var lanes = new LaneBatch(3);
        lanes.Resize(count, withVectorJacobian: true);
        for (var i = 0; i < count; i++)
        {
            lanes.NoiseLevel[i] = i % 4 == 0 ? 0.7 : Math.Exp(-6 + 10 * random.NextDouble());
            for (var j = 0; j < 3; j++)
            {
                lanes.X[3 * i + j] = (1 + lanes.NoiseLevel[i]) * (2 * random.NextDouble() - 1);
            }
        }

        return lanes;
    }
}
