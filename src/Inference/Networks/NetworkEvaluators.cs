using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks.Simd;

namespace GenPhys.Inference.Networks;

/// <summary>Chooses the implementation that evaluates a network.</summary>
internal static class NetworkEvaluators
{
    /// <exception cref="NetworkWeightsException">The weights do not fit the architecture.</exception>
    /// <exception cref="NotSupportedException">What the options ask for cannot run this network here.</exception>
    public static INetworkEvaluator Create(
        Architecture architecture, SafeTensorsFile file, int inputs, int outputs, NetworkOptions options)
    {
        if (architecture is not ResidualMlpArchitecture residual)
        {
            throw new NotSupportedException($"No evaluator runs a {architecture.GetType().Name}.");
        }

        var simd = options.Device == "cpu" && SimdResidualMlpEvaluator.Supports(residual);
        if (options.Evaluator == NetworkEvaluatorKind.Torch || !simd)
        {
            throw new NotSupportedException(
                $"This network cannot run on '{options.Device}' here: CPU vectors need float32, a hidden width divisible by 32 and a processor with fused multiply-add.");
        }

        return new SimdResidualMlpEvaluator(ResidualMlpWeights.From(residual, inputs, outputs, file), options.Threads);
    }
}
