using GenPhys.Inference.Guidance.Bridges;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using static TorchSharp.torch;

namespace GenPhys.Training.Bridges;

/// <summary>
/// A denoiser with a bridge b in place: D_net(x, c b; sigma) + sigma^2 b (Naderiparizi et al. 2025, eqs. 8 and 12; without the one or the other, eqs. 10 and 11). The
/// bridge is formed on the host in float64, by the code that serves it, and no gradient flows through it.
/// </summary>
public sealed class BridgedDenoiser : DenoiserModule
{
    private readonly TrainedBridge _bridge;

    /// <summary>Joins a network, its preconditioning and a bridge; the module owns the network from here on.</summary>
    /// <param name="network">F, whose inputs are the coordinates and the bridge's columns.</param>
    /// <param name="preconditioning">The coefficients.</param>
    /// <param name="dtype">The network's number type.</param>
    /// <param name="bridge">The bridge; this module's alone.</param>
    /// <param name="columns">The bridge's columns.</param>
    public BridgedDenoiser(nn.Module<Tensor, Tensor, Tensor> network, Preconditioner preconditioning, NetworkDtype dtype, TrainedBridge bridge, int columns)
        : base(network, preconditioning, dtype, columns) => _bridge = bridge;

    /// <inheritdoc/>
    public override Tensor Denoise(Tensor x, ReadOnlySpan<double> sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var (rows, d) = (sigma.Length, (int)x.shape[^1]);
        var points = x.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var width = _bridge.Columns(d);
        var (b, told, pull) = (new double[d], new double[rows * width], new double[rows * d]);
        for (var i = 0; i < rows; i++)
        {
            _bridge.Write(points.AsSpan(i * d, d), sigma[i], b);
            _bridge.WriteColumns(b, sigma[i], told.AsSpan(i * width, width));
            for (var j = 0; j < d; j++)
            {
                pull[(i * d) + j] = sigma[i] * sigma[i] * b[j];
            }
        }

        var input = _bridge.Told ? cat([x, tensor(told, [rows, width], dtype: x.dtype, device: x.device)], 1) : x;
        var denoised = base.Denoise(input, sigma);
        return (_bridge.Added ? denoised + tensor(pull, [rows, d], dtype: x.dtype, device: x.device) : denoised).MoveToOuterDisposeScope();
    }
}
