using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks.Simd;
using GenPhys.Inference.Networks.Tiles;

namespace GenPhys.Inference.Networks;

/// <summary>Chooses the implementation that evaluates a network.</summary>
internal static class NetworkEvaluators
{
    /// <exception cref="NetworkWeightsException">The weights do not fit the architecture.</exception>
    /// <exception cref="NotSupportedException">What the options ask for cannot run this network here.</exception>
    public static INetworkEvaluator Create(
        Architecture architecture, SafeTensorsFile file, int inputs, int outputs, NetworkOptions options)
    {
        var simd = architecture is ResidualMlpArchitecture shape && options.Device == "cpu" && SimdResidualMlpEvaluator.Supports(shape);
        return (options.Evaluator, architecture) switch
        {
            (NetworkEvaluatorKind.Simd, _) when !simd => throw new NotSupportedException(
                $"CPU vectors need a residual MLP in float32 with a hidden width divisible by {PackedMatrix.PanelColumns}, the device 'cpu' and a processor with fused multiply-add."),
            (not NetworkEvaluatorKind.Torch, ResidualMlpArchitecture residual) when simd => new SimdResidualMlpEvaluator(
                ResidualMlpWeights.From(residual, inputs, outputs, file), options.Threads),
            (_, ResidualMlpArchitecture residual) => new TorchResidualMlpEvaluator(
                ResidualMlpWeights.From(residual, inputs, outputs, file), options),
            _ => new TorchModuleEvaluator(architecture, file, inputs, outputs, options),
        };
    }
}
