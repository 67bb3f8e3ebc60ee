using GenPhys.Inference.Random;
using static TorchSharp.torch;

namespace GenPhys.Training.Learning;

/// <summary>
/// Initial weights from counter-based noise, with equal bits on every device. A layer that its network starts at 0 stays so.
/// </summary>
internal static class Initialisation
{
    private const string WeightSuffix = ".weight";
    private const string BiasSuffix = ".bias";

    /// <summary>Overwrites the parameters; one layer's noise does not depend on the sizes of the others.</summary>
    public static void Fill(IReadOnlyList<(string Name, Tensor Value)> parameters, long seed, InitialWeights law = InitialWeights.Uniform)
    {
        using var noGradient = no_grad();
        for (var i = 0; i < parameters.Count; i++)
        {
            using var scope = NewDisposeScope();
            var (name, value) = parameters[i];
            if (value.abs().max().to(ScalarType.Float64).item<double>() == 0)
            {
                continue;
            }

            var keeps = law == InitialWeights.VariancePreserving;
            if (keeps && name.EndsWith(BiasSuffix, StringComparison.Ordinal))
            {
                value.zero_();
                continue;
            }

            var bound = Math.Sqrt((keeps ? 3.0 : 1.0) / Inputs(name, value, parameters));
            var values = new double[value.numel()];
            Philox.FillUniform(new NoiseKey((ulong)seed, (uint)i, NoisePurpose.Initialisation), values);
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = bound * ((2 * values[k]) - 1);
            }

            value.copy_(tensor(values, value.shape));
        }
    }

    // A bias has the bound of its layer's weight.
    private static long Inputs(string name, Tensor value, IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        var weight = name.EndsWith(BiasSuffix, StringComparison.Ordinal)
            ? parameters.First(p => p.Name == name[..^BiasSuffix.Length] + WeightSuffix).Value
            : value;
        return weight.shape[^1];
    }
}
