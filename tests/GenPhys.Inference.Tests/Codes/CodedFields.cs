using GenPhys.Inference.Codes;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Tests.Codes;

/// <summary>Networks with random weights that read two codes, of 3 and 2 values.</summary>
internal static class CodedFields
{
    public static readonly int[] Sizes = [3, 2];

    public static TheoryData<CodeInjection, bool> Kinds => new()
    {
        { CodeInjection.Input, true }, { CodeInjection.Input, false }, { CodeInjection.Output, true }, { CodeInjection.Output, false },
    };

    public static Preconditioner Preconditioner { get; } = new EdmPreconditioner { SigmaData = 1 };

    public static CodeLayout Layout(CodeInjection injection) => new() { Injection = injection, Width = 4 };

    /// <summary>By CPU vectors, or by torch on tiles.</summary>
    public static NetworkField Create(CodeInjection injection, bool simd)
    {
        var layout = Layout(injection);
        Architecture architecture = simd ? new ResidualMlpArchitecture { Hidden = 32, Embedding = 16, EmbeddingScale = 10 } : new MlpArchitecture { Hidden = [24, 24] };
        var inputs = 2 + layout.Columns(Sizes.Length);
        var random = new System.Random(5);
        SafeTensor Array(string name, long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (product, extent) => product * extent)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)((random.NextDouble() - 0.5) * 0.8);
            }

            return SafeTensor.Of(name, shape, values);
        }

        var evaluator = NetworkEvaluators.Create(
            architecture,
            new SafeTensorsFile(architecture.Shapes(inputs, 2).Select(array => Array(array.Name, array.Shape))),
            inputs, 2,
            new NetworkOptions { Evaluator = simd ? NetworkEvaluatorKind.Simd : NetworkEvaluatorKind.Torch });
        evaluator.WarmUp();
        return new NetworkField(
            evaluator, Preconditioner, codes: new CodeColumns(layout, Sizes, 2, new SafeTensorsFile(layout.Shapes(Sizes, 2).Select(array => Array(array.Name, array.Shape)))));
    }

    /// <summary>D at one state, asked of the field alone.</summary>
    public static double[] Denoised(IField field, double[] x, double sigma, params int[] codes)
    {
        var lanes = new LaneBatch(field.Dimension, field.CodeSizes.Count);
        lanes.Resize(1);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = sigma;
        lanes.Condition[0] = 0;
        codes.CopyTo(lanes.Codes);
        field.Evaluate(lanes);
        return lanes.Denoised.ToArray();
    }
}
