using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.GenNeg;
using GenPhys.Training.Objectives;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class GuidedDenoiserTests
{
    private static readonly EdmPreconditioner Scale = new() { SigmaData = 1 };

    [Fact]
    public void Guidance_is_the_gradient_of_the_stacks_log_probability()
    {
        using var scope = NewDisposeScope();
        using var denoiser = Denoiser();
        using var first = Classifier(3);
        using var second = Classifier(4);
        using var guided = new GuidedDenoiser(denoiser, [(first, 0.4, null), (second, -1, null)]);
        double[] x = [0.3, -0.7, 1.2, 0.1], sigma = [0.5, 2];
        var batch = tensor(x, [2, 2]);
        var levels = tensor(sigma);
        var found = guided.forward(batch, levels).data<double>().ToArray();
        using var noGradient = no_grad();
        var plain = denoiser.forward(batch, levels).data<double>().ToArray();
        const double h = 1e-5;
        for (var i = 0; i < x.Length; i++)
        {
            var slope = (LogProbability(i, h) - LogProbability(i, -h)) / (2 * h);
            Assert.Equal(plain[i] + (sigma[i / 2] * sigma[i / 2] * slope), found[i], 1e-7);
            Assert.True(Math.Abs(slope) > 1e-4, "a flat classifier would hide a wrong sign");
        }

        double LogProbability(int index, double step)
        {
            double[] moved = [.. x];
            moved[index] += step;
            using var inner = NewDisposeScope();
            var points = tensor(moved, [2, 2]);
            var sum = nn.functional.logsigmoid(first.forward(points, levels) + 0.4) + nn.functional.logsigmoid(second.forward(points, levels) - 1);
            return sum.data<double>()[index / 2];
        }
    }

    [Fact]
    public void A_classifier_of_clean_samples_is_asked_at_the_denoiser_and_goes_back_through_it()
    {
        using var scope = NewDisposeScope();
        using var denoiser = Denoiser();
        using var classifier = new ClassifierModule(Network(1, 1, 3), Scale, NetworkDtype.Float64);
        using var guided = new GuidedDenoiser(denoiser, [(classifier, 0.4, 0.002)]);
        double[] x = [0.3, -0.7], sigma = [0.5];
        var found = guided.forward(tensor(x, [1, 2]), tensor(sigma)).data<double>().ToArray();
        using var noGradient = no_grad();
        var plain = denoiser.forward(tensor(x, [1, 2]), tensor(sigma)).data<double>().ToArray();
        const double h = 1e-5;
        for (var i = 0; i < x.Length; i++)
        {
            var slope = (LogProbability(i, h) - LogProbability(i, -h)) / (2 * h);
            Assert.Equal(plain[i] + (0.25 * slope), found[i], 1e-9);
            Assert.True(Math.Abs(slope) > 1e-7, "a flat classifier would hide a wrong sign");
        }

        double LogProbability(int index, double step)
        {
            double[] moved = [.. x];
            moved[index] += step;
            using var inner = NewDisposeScope();
            var clean = denoiser.forward(tensor(moved, [1, 2]), tensor(sigma));
            return nn.functional.logsigmoid(classifier.forward(clean, full([1], 0.002, dtype: ScalarType.Float64)) + 0.4).item<double>();
        }
    }

    [Fact]
    public void A_student_learns_the_guided_denoiser_and_not_the_data()
    {
        using var scope = NewDisposeScope();
        using var teacher = Denoiser();
        using var classifier = Classifier(3);
        using var guided = new GuidedDenoiser(teacher, [(classifier, 0, null)]);
        using var student = Denoiser();
        var noise = new double[8];
        Philox.FillNormal(new NoiseKey(2, 0, NoisePurpose.Data), noise);
        var batch = new PerturbedBatch(
            zeros([4, 2], dtype: ScalarType.Float64), tensor(noise, [4, 2]), full([4], 0.8, dtype: ScalarType.Float64), ones([4], dtype: ScalarType.Float64));
        var objective = new DistillationObjective { Teacher = "any", Bound = guided };
        var loss = objective.Loss(student, batch);
        var expected = (student.forward(batch.Perturbed, batch.Sigma) - guided.forward(batch.Perturbed, batch.Sigma)).square().sum(1).mean();
        Assert.Equal(expected.item<double>(), loss.item<double>(), 1e-14);
        loss.backward();
        Assert.All(student.Network.named_parameters(), p => Assert.NotNull(p.parameter.grad));
        Assert.All(teacher.Network.named_parameters(), p => Assert.Null(p.parameter.grad));
    }

    private static DenoiserModule Denoiser() => new(Network(2, 1, 2), Scale, NetworkDtype.Float64);

    private static ClassifierModule Classifier(int seed) => new(Network(1, 4, seed), Scale, NetworkDtype.Float64);

    private static nn.Module<Tensor, Tensor, Tensor> Network(int outputs, double size, int seed)
    {
        var network = new ResidualMlpArchitecture { Hidden = 16, Blocks = 1, Embedding = 8, EmbeddingScale = 10, Dtype = NetworkDtype.Float64 }.CreateModule(2, outputs);
        using var noGradient = no_grad();
        var index = 0u;
        foreach (var (_, parameter) in network.named_parameters())
        {
            var values = new double[parameter.numel()];
            Philox.FillNormal(new NoiseKey((ulong)seed, index++, NoisePurpose.Initialisation), values);
            parameter.copy_(tensor(Array.ConvertAll(values, v => size * v / 4), parameter.shape));
        }

        return network;
    }
}
