using System.Security.Cryptography;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Tests.Engine;
using GenPhys.Inference.Tests.Networks;

namespace GenPhys.Inference.Tests.Guidance.Classifiers;

public sealed class NetworkClassifierTests : IDisposable
{
    private static readonly ResidualMlpArchitecture Small = new() { Hidden = 32, Blocks = 1, Embedding = 8, EmbeddingScale = 10, Dtype = NetworkDtype.Float64 };
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-classifier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ClassifierHead.Scene, false)]
    [InlineData(ClassifierHead.Agent, false)]
    [InlineData(ClassifierHead.Scene, true)]
    public void Probability_by_the_reference_network_and_gradient_by_central_differences(ClassifierHead head, bool timeIndependent)
    {
        using var classifier = Build(head, timeIndependent, out var reference);
        Assert.Equal(timeIndependent, classifier.OnDenoised);
        double[] x = [0.4, -1.3, 0.9, 0.2, 2.1, -0.5];
        const double sigma = 0.7, shift = -0.4;
        var (log, gradient) = Evaluate(x);
        var c = new EdmPreconditioner { SigmaData = 1 }.At(timeIndependent ? 0.002 : sigma);
        var logits = reference.Forward([.. x.Select(v => c.CIn * v)], c.CNoise);
        Assert.Equal(head == ClassifierHead.Agent ? 3 : 1, logits.Length);
        Assert.Equal(-logits.Sum(z => Math.Log(1 + Math.Exp(-(z + shift)))), log, 1e-9);
        for (var j = 0; j < x.Length; j++)
        {
            const double h = 1e-5;
            double At(double by) => Evaluate([.. x.Select((v, i) => i == j ? v + by : v)]).Log;
            Assert.Equal((At(h) - At(-h)) / (2 * h), gradient[j], 1e-8);
        }

        Assert.True(gradient.Max(Math.Abs) > 1e-3);

        (double Log, double[] Gradient) Evaluate(double[] at)
        {
            var (value, slope) = (new double[1], new double[6]);
            classifier.Evaluate(at, [sigma], [shift], value, slope);
            return (value[0], slope);
        }
    }

    [Theory]
    [InlineData(ClassifierHead.Scene)]
    [InlineData(ClassifierHead.Agent)]
    public void On_vectors_it_has_the_numbers_of_the_torch_path_and_each_row_its_bits_in_any_company(ClassifierHead head)
    {
        const int rows = 70;
        using var vectors = Build(head, timeIndependent: false, out _, NetworkDtype.Float32);
        using var torch = Build(head, timeIndependent: false, out _, NetworkDtype.Float32, new NetworkOptions { Evaluator = NetworkEvaluatorKind.Torch });
        var lanes = new RandomRows(rows, 6, 1, seed: 2);
        var sigma = lanes.Noise.Select(Math.Exp).ToArray();
        var shift = Enumerable.Range(0, rows).Select(i => 0.01 * i).ToArray();
        var (log, gradient) = Evaluate(vectors, 0, rows);
        var (logByTorch, gradientByTorch) = Evaluate(torch, 0, rows);
        Assert.All(log.Zip(logByTorch), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        Assert.All(gradient.Zip(gradientByTorch), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        for (var row = 0; row < rows; row += 3)
        {
            var (alone, slope) = Evaluate(vectors, row, 1);
            Assert.Equal(log[row], alone[0]);
            Assert.Equal(gradient[(6 * row)..(6 * row + 6)], slope);
        }

        (double[] Log, double[] Gradient) Evaluate(Classifier classifier, int start, int count)
        {
            var (value, slope) = (new double[count], new double[6 * count]);
            classifier.Evaluate(lanes.Input.AsSpan(6 * start, 6 * count), sigma.AsSpan(start, count), shift.AsSpan(start, count), value, slope);
            return (value, slope);
        }
    }

    [Fact]
    public async Task A_classifier_of_clean_samples_is_asked_at_the_denoiser_and_goes_back_through_it()
    {
        using var classifier = Build(ClassifierHead.Scene, timeIndependent: true, out _);
        double[] x = [0.4, -1.3, 0.9, 0.2, 2.1, -0.5];
        const double sigma = 0.7;
        var result = await Guided.SumAsync(CorrelatedField.Identity(6), [new ClassifierTerm(classifier, 0)], sigma, x);
        var k = 1 / (1 + (sigma * sigma));
        var (log, gradient) = (new double[1], new double[6]);
        classifier.Evaluate([.. x.Select(v => k * v)], [1], [0], log, gradient);
        Assert.All(result.States.Zip(gradient), pair => Assert.Equal(k * pair.Second, pair.First, 1e-12));
        Assert.Equal(-log[0], result.Guidance![0]!.LastLoss, 1e-12);
    }

    [Fact]
    public async Task Sampling_three_losses_and_a_stack_on_one_model_at_once_have_the_bits_they_have_alone()
    {
        using var one = Build(ClassifierHead.Scene, timeIndependent: false, out _);
        using var clean = Build(ClassifierHead.Scene, timeIndependent: true, out _);
        Classifier[] stack = [one, clean];
        static string Loss(string loss, string rest) => $$"""{ "kind": "loss", "loss": {{loss}}{{rest}} }""";
        IReadOnlyList<GuidanceTerm>[] requests =
        [
            [],
            Guided.Terms(Loss("""{ "kind": "terminal", "target": [1, 0] }""", """, "estimator": "point", "interval": [0.05, 20] """), [3, 2]),
            Guided.Terms(Loss("""{ "kind": "distance", "weight": 4, "to": { "kind": "dimensions", "of": { "kind": "disc", "center": [0, 0], "radius": 0.5 } } }""", """, "samples": 9 """), [3, 2]),
            Guided.Terms(Loss("""{ "kind": "label", "classifier": 0 }""", """, "samples": 5, "clip": 0.5 """) + "," + Loss("""{ "kind": "smoothness" }""", ""), [3, 2], stack),
            Guided.Terms("""{ "kind": "classifiers" }""", [3, 2], stack),
        ];
        EngineJob Job(EngineModel model, int i) => Rig.Job(model, 4 + i, 6 + i, seed: (ulong)i) with { Terms = requests[i] };
        var alone = new List<EngineResult>();
        for (var i = 0; i < requests.Length; i++)
        {
            alone.Add(await Rig.AloneAsync(Field(), model => Job(model, i)));
            Assert.Empty(alone[i].Failures);
        }

        await using var engine = new InferenceEngine();
        var shared = await engine.AddModelAsync("shared", Field());
        Task<EngineResult>[] together;
        using (await DevicePause.BeginAsync(engine))
        {
            together = [.. Enumerable.Range(0, requests.Length).Select(i => engine.SubmitAsync(Job(shared, i)))];
        }

        for (var i = 0; i < requests.Length; i++)
        {
            Bits.Equal(alone[i], await together[i].Within());
        }
    }

    private static NetworkField Field()
    {
        var field = NetworkField.Create(
            Small, ReferenceResidualMlp.RandomWeights(Small, 6, 6, seed: 8), new EdmPreconditioner { SigmaData = 1 }, 6);
        field.WarmUp();
        return field;
    }

    private Classifier Build(
        ClassifierHead head, bool timeIndependent, out ReferenceResidualMlp reference, NetworkDtype dtype = NetworkDtype.Float64, NetworkOptions? options = null)
    {
        var shape = Small with { Dtype = dtype };
        var outputs = head == ClassifierHead.Agent ? 3 : 1;
        var weights = ReferenceResidualMlp.RandomWeights(shape, 6, outputs, seed: 4);
        reference = new ReferenceResidualMlp(shape, 6, outputs, weights);
        var bytes = weights.ToArray();
        File.WriteAllBytes(Path.Combine(_folder, "c.safetensors"), bytes);
        var spec = new NetworkClassifierSpec
        {
            Architecture = shape,
            Weights = new FileReference { File = "c.safetensors", Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) },
            Head = head,
            TimeIndependent = timeIndependent,
        };
        var manifest = Guided.Manifest([3, 2]) with { Preconditioning = new EdmPreconditioner { SigmaData = 1 } };
        return spec.Build(manifest, new ArtifactFiles(_folder), options, "/guidance/0");
    }
}
