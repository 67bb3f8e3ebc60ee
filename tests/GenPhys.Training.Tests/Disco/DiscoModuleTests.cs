using GenPhys.Inference.Codes;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Batches;
using GenPhys.Training.Disco;
using GenPhys.Training.Learning;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Disco;

public sealed class DiscoModuleTests
{
    private static readonly LeveledMlpArchitecture Levels = new()
    {
        CodeWidth = 3, Levels = [new CodeLevel { Width = 8, Slots = 2 }, new CodeLevel { Width = 12, Slots = 1 }, new CodeLevel { Width = 16, Slots = 2 }], Dtype = NetworkDtype.Float64,
    };

    public static TheoryData<CodeInjection> Injections => [CodeInjection.Input, CodeInjection.Output];

    [Theory]
    [MemberData(nameof(Injections))]
    [Trait("Acceptance", "D11")]
    public void Without_codes_the_encoder_has_no_gradient_and_with_codes_the_embedding_of_none_has_none(CodeInjection injection)
    {
        using var scope = NewDisposeScope();
        using var module = Module(injection);
        foreach (var dropped in new[] { 1.0, 0.0 })
        {
            module.zero_grad();
            Loss(module, dropped).backward();
            var gradients = module.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad is { } g ? g.abs().max().item<double>() : 0);
            var encoder = gradients.Where(g => g.Key.StartsWith("encoder.", StringComparison.Ordinal)).Max(g => g.Value);
            var tables = gradients.Where(g => g.Key.StartsWith("codes.slot", StringComparison.Ordinal)).Max(g => g.Value);
            Assert.Equal(dropped == 0, encoder > 0);
            Assert.Equal(dropped == 0, tables > 0);
            Assert.Equal(dropped == 1, gradients["codes.null"] > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Injections))]
    [Trait("Acceptance", "D11")]
    public void Without_codes_the_output_does_not_depend_on_the_clean_point(CodeInjection injection)
    {
        using var scope = NewDisposeScope();
        using var module = Module(injection);
        double[] Output(double shift, double dropped)
        {
            var codes = module.Relax(module.Logits(Batch().Sources + shift), zeros(12, 5, dtype: ScalarType.Float64));
            return module.Denoise(Batch().Perturbed, Batch().Sigma, codes, full([12, 1], dropped, dtype: ScalarType.Float64)).detach().data<double>().ToArray();
        }

        Assert.Equal(Output(0, 1), Output(3, 1));
        Assert.NotEqual(Output(0, 0), Output(3, 0));
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public void What_is_served_of_hard_codes_is_what_was_trained(CodeInjection injection)
    {
        using var scope = NewDisposeScope();
        using var module = Module(injection);
        var recipe = TheRecipe(injection);
        var weights = NetworkWeights.Read(module);
        var (layout, sizes) = (recipe.Codes!.Layout, recipe.Codes.Sizes);
        using var field = new NetworkField(
            NetworkEvaluators.Create(recipe.Network, Part(weights, DiscoModule.NetworkPrefix), 2 + layout.Columns(2), 2, new NetworkOptions()),
            recipe.Preconditioning,
            codes: new CodeColumns(layout, sizes, 2, Part(weights, DiscoModule.CodesPrefix)));
        var batch = Batch();
        var lanes = new LaneBatch(2, 2);
        lanes.Resize(12);
        batch.Perturbed.data<double>().ToArray().CopyTo(lanes.X);
        batch.Sigma.data<double>().ToArray().CopyTo(lanes.NoiseLevel);
        var (oneHot, dropped) = (new double[12 * 5], new double[12]);
        for (var row = 0; row < 12; row++)
        {
            (lanes.Codes[2 * row], lanes.Codes[(2 * row) + 1]) = row % 4 == 3 ? (-1, -1) : (row % 3, row % 2);
            (oneHot[(5 * row) + (row % 3)], oneHot[(5 * row) + 3 + (row % 2)], dropped[row]) = (1, 1, row % 4 == 3 ? 1 : 0);
        }

        field.Evaluate(lanes);
        var trained = module.Denoise(batch.Perturbed, batch.Sigma, tensor(oneHot, [12L, 5]), tensor(dropped, [12L, 1])).detach().data<double>().ToArray();
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(trained[i], lanes.Denoised[i], 1e-9));
    }

    [Fact]
    public void The_bonus_is_the_entropy_of_the_mean_code()
    {
        using var scope = NewDisposeScope();
        using var module = Module(CodeInjection.Input);
        var logits = module.Logits(Batch().Sources);
        var expected = new[] { (0, 3), (3, 2) }.Average(slot =>
        {
            var shares = logits.narrow(1, slot.Item1, slot.Item2).softmax(1).mean([0]).detach().data<double>().ToArray();
            return -shares.Sum(share => share * Math.Log(share));
        });
        var (with, without) = (Loss(module, 0, bonus: 2).item<double>(), Loss(module, 0).item<double>());
        Assert.Equal(without - (2 * expected), with, 1e-10);
        var options = new CodeOptions { Sizes = [2], EntropyBonus = 3, EntropyUntil = 0.7 };
        Assert.Equal([3, 1.5, 0, 0], new[] { 1, 351, 701, 1000 }.Select(step => options.BonusAt(step, 1000)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    [Trait("Acceptance", "D21")]
    public void A_group_of_codes_feeds_its_level_alone()
    {
        using var scope = NewDisposeScope();
        var input = Input();
        foreach (var off in Enumerable.Range(0, 3))
        {
            var architecture = Levels with { Levels = [.. Levels.Levels.Select((level, g) => level with { Attention = g != off })] };
            var gradient = Gradient(architecture, input);
            foreach (var group in Enumerable.Range(0, 3))
            {
                var (first, count) = Columns(group);
                var largest = Enumerable.Range(0, 4).SelectMany(row => gradient.Skip((row * 17) + first).Take(count)).Max(Math.Abs);
                Assert.Equal(group != off, largest > 0);
            }
        }
    }

    [Fact]
    [Trait("Acceptance", "D21")]
    public void A_level_alone_sees_no_codes_but_its_own()
    {
        using var scope = NewDisposeScope();
        foreach (var on in Enumerable.Range(0, 3))
        {
            var architecture = Levels with { Levels = [.. Levels.Levels.Select((level, g) => level with { Attention = g == on })] };
            var gradient = Gradient(architecture, Input());
            Assert.All(Enumerable.Range(0, 3), group =>
            {
                var (first, count) = Columns(group);
                Assert.Equal(group == on, Enumerable.Range(0, 4).SelectMany(row => gradient.Skip((row * 17) + first).Take(count)).Max(Math.Abs) > 0);
            });
        }
    }

    [Fact]
    public void A_network_of_levels_is_served_with_bits_of_its_own()
    {
        using var evaluator = NetworkEvaluators.Create(
            Levels with { Dtype = NetworkDtype.Float32 }, Weights(Levels with { Dtype = NetworkDtype.Float32 }), 17, 2, new NetworkOptions());
        evaluator.WarmUp();
        var input = new double[40 * 17];
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = Math.Sin(i);
        }

        var (all, one) = (new double[80], new double[2]);
        evaluator.Forward(input, new double[40], all);
        evaluator.Forward(input.AsSpan(17 * 5, 17), new double[1], one);
        Assert.Equal(all[10..12], one);
    }

    private static (int First, int Count) Columns(int group) => group switch { 0 => (2, 6), 1 => (8, 3), _ => (11, 6) };

    private static Tensor Input() => tensor(Enumerable.Range(0, 4 * 17).Select(i => Math.Cos(1.7 * i)).ToArray(), [4L, 17]);

    private static double[] Gradient(LeveledMlpArchitecture architecture, Tensor input)
    {
        using var module = architecture.CreateModule(17, 2);
        NetworkWeights.Write(module, Weights(architecture));
        var x = input.clone().requires_grad_();
        module.call(x, zeros(4, dtype: ScalarType.Float64)).square().sum().backward();
        return x.grad!.data<double>().ToArray();
    }

    private static SafeTensorsFile Weights(LeveledMlpArchitecture architecture)
    {
        var random = new System.Random(1);
        return new SafeTensorsFile(architecture.Shapes(17, 2).Select(array =>
        {
            double[] values = [.. Enumerable.Range(0, (int)array.Shape.Aggregate((a, b) => a * b)).Select(_ => random.NextDouble() - 0.5)];
            return architecture.Dtype == NetworkDtype.Float64
                ? SafeTensor.Of(array.Name, array.Shape, values)
                : SafeTensor.Of(array.Name, array.Shape, Array.ConvertAll(values, v => (float)v));
        }));
    }

    private static SafeTensorsFile Part(SafeTensorsFile file, string prefix) => new(file.Tensors
        .Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(t => new SafeTensor(t.Name[prefix.Length..], t.Type, t.Shape, t.Data)));

    private static Recipe TheRecipe(CodeInjection injection) => TinyRecipe.Create() with
    {
        Network = new MlpArchitecture { Hidden = [10, 10], Dtype = NetworkDtype.Float64 },
        Preconditioning = new ComponentPreconditioner { ComponentDeviation = 0.3, SigmaData = 1.2 },
        Codes = new CodeOptions { Sizes = [3, 2], Layout = new CodeLayout { Injection = injection, Width = 4 }, Encoder = new MlpArchitecture { Hidden = [6] } },
    };

    // Random weights everywhere: a network that begins with an output of 0 passes no gradient back.
    private static DiscoModule Module(CodeInjection injection)
    {
        var recipe = TheRecipe(injection);
        var module = new DiscoModule(recipe, 2, CPU);
        using var constants = no_grad();
        foreach (var (_, parameter) in module.named_parameters())
        {
            parameter.fill_(1);
        }

        var parameters = module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        Initialisation.Fill([.. DiscoModule.Names(recipe, 2).Where(name => name != "codes.null").Select(name => (name, parameters[name]))], 3);
        parameters["codes.null"].fill_(0.2);
        return module;
    }

    private static PerturbedBatch Batch()
    {
        var y = tensor(Enumerable.Range(0, 24).Select(i => Math.Sin(i)).ToArray(), [12L, 2]);
        var noise = tensor(Enumerable.Range(0, 24).Select(i => Math.Cos(2.3 * i)).ToArray(), [12L, 2]);
        var sigma = tensor(Enumerable.Range(0, 12).Select(i => 0.2 + (0.3 * i)).ToArray());
        return new PerturbedBatch(y, noise, sigma, ones(12, dtype: ScalarType.Float64));
    }

    private static Tensor Loss(DiscoModule module, double dropped, double bonus = 0) =>
        module.Loss(Batch(), tensor(Enumerable.Range(0, 60).Select(i => Math.Sin(3.1 * i)).ToArray(), [12L, 5]), full([12, 1], dropped, dtype: ScalarType.Float64), bonus);
}
