using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using static TorchSharp.torch;

namespace GenPhys.Inference.Tests.Networks;

public sealed class NetworkModuleTests
{
    [Fact]
    public void The_residual_mlp_has_the_paper_s_number_of_parameters()
    {
        var architecture = new ResidualMlpArchitecture();
        using var network = architecture.CreateModule(2, 2);
        Assert.Equal(330_498, network.parameters().Sum(p => p.numel()));
        Assert.Equal(330_498, architecture.Shapes(2, 2).Sum(s => s.Shape.Aggregate(1L, (a, b) => a * b)));
        using var classifier = architecture.CreateModule(2, 1);
        Assert.Equal(330_498 - 257, classifier.parameters().Sum(p => p.numel()));
    }

    [Theory]
    [InlineData(NetworkDtype.Float32, 3e-6)]
    [InlineData(NetworkDtype.Float64, 1e-12)]
    public void The_residual_mlp_equals_its_formula(NetworkDtype dtype, double tolerance)
    {
        var architecture = new ResidualMlpArchitecture { Hidden = 32, Blocks = 2, Embedding = 16, Dtype = dtype };
        var weights = ReferenceResidualMlp.RandomWeights(architecture, 3, 2, seed: 1);
        var reference = new ReferenceResidualMlp(architecture, 3, 2, weights);
        var rows = new RandomRows(9, 3, 2, seed: 2);
        using var scope = NewDisposeScope();
        var network = architecture.CreateModule(3, 2);
        NetworkWeights.Write(network, weights);
        var input = tensor(rows.Input, [9L, 3], dtype: ScalarType.Float64).to(dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        var output = network.call(input, tensor(rows.Noise, dtype: ScalarType.Float64)).to(ScalarType.Float64).data<double>().ToArray();
        for (var row = 0; row < 9; row++)
        {
            var expected = reference.Forward(rows.Input[(3 * row)..(3 * row + 3)], rows.Noise[row]);
            Assert.Equal(expected[0], output[2 * row], tolerance);
            Assert.Equal(expected[1], output[2 * row + 1], tolerance);
        }
    }

    [Fact]
    public void The_plain_mlp_starts_at_zero_and_equals_its_formula()
    {
        using var scope = NewDisposeScope();
        var network = new MlpArchitecture { Hidden = [3], Dtype = NetworkDtype.Float64 }.CreateModule(1, 1);
        var (x, noise) = (tensor([0.5, -1.0], [2L, 1]), tensor([0.25, 2.0]));
        Assert.Equal([0.0, 0.0], network.call(x, noise).data<double>().ToArray());
        NetworkWeights.Write(network, new SafeTensorsFile(
            [
                SafeTensor.Of("layer0.weight", [3, 2], [1.0, 2.0, -1.0, 0.5, 0.0, 1.0]),
                SafeTensor.Of("layer0.bias", [3], [0.1, 0.2, 0.3]),
                SafeTensor.Of("layer1.weight", [1, 3], [1.0, -2.0, 3.0]),
                SafeTensor.Of("layer1.bias", [1], [0.5]),
            ]));
        var expected = new[] { (0.5, 0.25), (-1.0, 2.0) }.Select(p =>
            Silu(p.Item1 + 2 * p.Item2 + 0.1) - 2 * Silu(-p.Item1 + 0.5 * p.Item2 + 0.2) + 3 * Silu(p.Item2 + 0.3) + 0.5).ToArray();
        var output = network.call(x, noise).data<double>().ToArray();
        Assert.Equal(expected[0], output[0], 1e-14);
        Assert.Equal(expected[1], output[1], 1e-14);

        static double Silu(double v) => v / (1 + Math.Exp(-v));
    }

    [Fact]
    public void The_bottleneck_mlp_equals_its_formula()
    {
        using var scope = NewDisposeScope();
        var network = new BottleneckMlpArchitecture { Hidden = 1, Layers = 1, Embedding = 2, EmbeddingScale = 3, Dtype = NetworkDtype.Float64 }.CreateModule(2, 2);
        NetworkWeights.Write(network, new SafeTensorsFile(
            [
                SafeTensor.Of("input.weight", [1, 2], [0.7, -0.4]),
                SafeTensor.Of("input.bias", [1], [0.1]),
                SafeTensor.Of("noise.weight", [1, 2], [0.9, -1.1]),
                SafeTensor.Of("noise.bias", [1], [0.2]),
                SafeTensor.Of("layer0.weight", [1, 1], [1.3]),
                SafeTensor.Of("layer0.bias", [1], [-0.3]),
                SafeTensor.Of("output.weight", [2, 1], [0.5, -0.6]),
                SafeTensor.Of("output.bias", [2], [0.05, -0.05]),
                SafeTensor.Of("gain.weight", [1, 1], [0.8]),
                SafeTensor.Of("gain.bias", [1], [0.25]),
            ]));
        double[] x = [0.5, -2];
        const double c = 0.4;
        var level = (0.9 * Math.Cos(3 * c)) - (1.1 * Math.Sin(3 * c)) + 0.2;
        var h = (0.7 * x[0]) - (0.4 * x[1]) + 0.1 + level;
        h += (1.3 * Silu(h)) - 0.3;
        var gain = (0.8 * Silu(level)) + 0.25;
        var output = network.call(tensor(x, [1L, 2]), tensor([c])).data<double>().ToArray();
        Assert.Equal((gain * x[0]) + (0.5 * Silu(h)) + 0.05, output[0], 1e-14);
        Assert.Equal((gain * x[1]) - (0.6 * Silu(h)) - 0.05, output[1], 1e-14);

        static double Silu(double v) => v / (1 + Math.Exp(-v));
    }

    [Theory]
    [InlineData(NetworkDtype.Float32)]
    [InlineData(NetworkDtype.Float64)]
    public void Weights_go_through_a_file_unchanged(NetworkDtype dtype)
    {
        foreach (var architecture in new Architecture[]
        {
            new ResidualMlpArchitecture { Hidden = 16, Embedding = 4, Dtype = dtype }, new MlpArchitecture { Dtype = dtype }, new BottleneckMlpArchitecture { Dtype = dtype },
        })
        {
            using var from = architecture.CreateModule(2, 2);
            using var to = architecture.CreateModule(2, 2);
            var file = SafeTensorsFile.Parse(NetworkWeights.Read(from).ToArray());
            NetworkWeights.Check(architecture, 2, 2, file);
            Assert.Equal(architecture.Shapes(2, 2).Select(s => s.Name).Order(), file.Tensors.Select(t => t.Name).Order());
            NetworkWeights.Write(to, file);
            Assert.True(NetworkWeights.Read(to).ToArray().AsSpan().SequenceEqual(file.ToArray()));
        }
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using var network = new ResidualMlpArchitecture { Hidden = 16, Embedding = 4 }.CreateModule(2, 2);
        using var wide = new ResidualMlpArchitecture { Hidden = 32, Embedding = 4 }.CreateModule(2, 2);
        using var deep = new ResidualMlpArchitecture { Hidden = 16, Embedding = 4, Blocks = 3 }.CreateModule(2, 2);
        Assert.Contains("'input.weight'", Assert.Throws<NetworkWeightsException>(() => NetworkWeights.Write(network, NetworkWeights.Read(wide))).Message, StringComparison.Ordinal);
        Assert.Contains("'blocks.2.", Assert.Throws<NetworkWeightsException>(() => NetworkWeights.Write(network, NetworkWeights.Read(deep))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NetworkDtype.Float32, ScalarType.Float32, 2e-5)]
    [InlineData(NetworkDtype.Float64, ScalarType.Float64, 1e-12)]
    public void The_denoiser_module_is_the_preconditioned_network(NetworkDtype dtype, ScalarType type, double tolerance)
    {
        var architecture = new ResidualMlpArchitecture { Hidden = 32, Embedding = 16, EmbeddingScale = 10, Dtype = dtype };
        var weights = ReferenceResidualMlp.RandomWeights(architecture, 2, 2, seed: 3);
        var reference = new ReferenceResidualMlp(architecture, 2, 2, weights);
        var preconditioner = new EdmPreconditioner { SigmaData = 1 };
        using var scope = NewDisposeScope();
        var network = architecture.CreateModule(2, 2);
        NetworkWeights.Write(network, weights);
        var denoiser = new DenoiserModule(network, preconditioner, dtype);
        double[] x = [0.3, -1, 2, 5], sigma = [0.05, 3];
        var states = tensor(x, [2L, 2], dtype: ScalarType.Float64).to(type).requires_grad_();
        var d = denoiser.call(states, tensor(sigma, dtype: ScalarType.Float64));
        Assert.Equal(type, d.dtype);
        var values = d.detach().to(ScalarType.Float64).data<double>().ToArray();
        for (var row = 0; row < 2; row++)
        {
            var c = preconditioner.At(sigma[row]);
            var raw = reference.Forward([c.CIn * x[2 * row], c.CIn * x[2 * row + 1]], c.CNoise);
            Assert.Equal(c.CSkip * x[2 * row] + c.COut * raw[0], values[2 * row], tolerance);
            Assert.Equal(c.CSkip * x[2 * row + 1] + c.COut * raw[1], values[2 * row + 1], tolerance);
        }

        d.sum().backward();
        Assert.Equal([2L, 2], states.grad!.shape);
        Assert.All(denoiser.named_parameters(), p => Assert.True(p.parameter.grad is { } g && g.abs().sum().to(ScalarType.Float64).item<double>() > 0, p.name));
        Assert.All(denoiser.state_dict().Keys, name => Assert.StartsWith("network.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_denoiser_with_the_wrong_number_of_noise_levels_is_refused()
    {
        using var denoiser = new DenoiserModule(new MlpArchitecture().CreateModule(2, 2), new EdmPreconditioner());
        using var x = zeros(3, 2);
        Assert.Throws<ArgumentException>(() => denoiser.Denoise(x, [1.0, 2.0]));
    }

    [Fact]
    public void Evaluating_and_differentiating_leaves_no_tensor_behind()
    {
        using var denoiser = new DenoiserModule(new ResidualMlpArchitecture { Hidden = 16, Embedding = 4 }.CreateModule(2, 2), new EdmPreconditioner());
        Once();
        var live = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            Once();
        }

        Assert.Equal(live, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Once()
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            denoiser.Denoise(zeros(5, 2), [1.0, 2, 3, 4, 5]);
        }
    }
}
