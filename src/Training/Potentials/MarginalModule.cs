using static TorchSharp.torch;

namespace GenPhys.Training.Potentials;

/// <summary>ln gamma of single samples, under training (Corso et al. 2024, eq. 7): a network of the sample over the scale of the data, at noise input 0.</summary>
public sealed class MarginalModule : nn.Module<Tensor, Tensor>
{
    private readonly double _dataScale;

    /// <summary>Takes a network of one output; the module owns it from here on.</summary>
    /// <param name="network">The network.</param>
    /// <param name="dataScale">Scale of the data, above 0.</param>
    public MarginalModule(nn.Module<Tensor, Tensor, Tensor> network, double dataScale)
        : base(nameof(MarginalModule))
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, _dataScale) = (network, dataScale);
        register_module("network", network);
    }

    /// <summary>The raw network.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Network { get; }

    /// <summary>ln gamma.</summary>
    /// <param name="x">Clean sets, <c>[sets, n, dim]</c>, in normalised data units, of the network's number type.</param>
    /// <returns><c>[sets, n]</c>.</returns>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var rows = x.flatten(0, 1) / _dataScale;
        return Network.call(rows, zeros(rows.shape[0], dtype: ScalarType.Float64, device: x.device)).reshape(x.shape[0], x.shape[1]).MoveToOuterDisposeScope();
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
