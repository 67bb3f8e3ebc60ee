using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using static TorchSharp.torch;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// A noise-level-dependent classifier under training: its logits are kappa F(c_in x; c_noise), scaled and told the noise level as the denoiser is, with the
/// factor kappa of <see cref="LogitScale"/>.
/// </summary>
public sealed class ClassifierModule : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Preconditioner _preconditioner;
    private readonly NetworkDtype _dtype;
    private readonly LogitScale _logitScale;
    private readonly double _sigmaMin;

    /// <summary>Joins a network of one output or one per agent and the denoiser's preconditioning; the module owns the network from here on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="preconditioner">The coefficients.</param>
    /// <param name="dtype">The network's number type.</param>
    /// <param name="logitScale">What its outputs are multiplied by.</param>
    /// <param name="sigmaMin">The process's lowest noise level, above 0.</param>
    public ClassifierModule(
        nn.Module<Tensor, Tensor, Tensor> network, Preconditioner preconditioner, NetworkDtype dtype, LogitScale logitScale = LogitScale.Unit, double sigmaMin = 0.002)
        : base(nameof(ClassifierModule))
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(preconditioner);
        (Network, _preconditioner, _dtype, _logitScale, _sigmaMin) = (network, preconditioner, dtype, logitScale, sigmaMin);
        register_module("network", network);
    }

    /// <summary>The raw network.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Network { get; }

    /// <summary>The logits.</summary>
    /// <param name="x">Noisy states, <c>[rows, dim]</c>, in normalised data units.</param>
    /// <param name="sigma">Noise levels, <c>[rows]</c>, above 0; no gradient flows into them.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    public override Tensor forward(Tensor x, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        var levels = sigma.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var coefficients = Array.ConvertAll(levels, _preconditioner.At);
        var cIn = tensor(Array.ConvertAll(coefficients, c => c.CIn), dtype: x.dtype, device: x.device).unsqueeze(1);
        var cNoise = tensor(Array.ConvertAll(coefficients, c => c.CNoise), dtype: ScalarType.Float64, device: x.device);
        var outputs = Network.call((cIn * x).to(_dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32), cNoise);
        if (_logitScale != LogitScale.Unit)
        {
            var factors = Array.ConvertAll(levels, level => _logitScale.At(_preconditioner, _sigmaMin, level));
            outputs = outputs * tensor(factors, dtype: outputs.dtype, device: x.device).unsqueeze(1);
        }

        return outputs.MoveToOuterDisposeScope();
    }

    /// <summary>Nothing more to register: the constructor did.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Network.Dispose();
        }

        base.Dispose(disposing);
    }
}
