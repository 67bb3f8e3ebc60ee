using static TorchSharp.torch;

namespace GenPhys.Training.LowDensity;

/// <summary>
/// A classifier under training whose trunk is the feature extractor f((x - mean) / scale / sqrt(1 + sigma^2); ln(sigma) / 4), as it is served; the head that turns
/// features into logits of the classes is for training alone.
/// </summary>
public sealed class ExtractorModule : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Tensor _mean;
    private readonly Tensor _scale;

    /// <summary>Takes a network of k outputs; the module owns it from here on.</summary>
    /// <param name="network">The trunk.</param>
    /// <param name="features">k.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="mean">Mean of the inputs, <c>[dim]</c>.</param>
    /// <param name="scale">Scale of the inputs, <c>[dim]</c>.</param>
    /// <param name="dtype">The network's number type.</param>
    public ExtractorModule(nn.Module<Tensor, Tensor, Tensor> network, int features, int classes, double[] mean, double[] scale, ScalarType dtype)
        : base(nameof(ExtractorModule))
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        Head = nn.Linear(features, classes, dtype: dtype);
        _mean = tensor(mean, dtype: dtype).DetachFromDisposeScope();
        _scale = tensor(scale, dtype: dtype).DetachFromDisposeScope();
        register_module("network", network);
        register_module("head", Head);
    }

    /// <summary>The trunk.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Network { get; }

    /// <summary>The head.</summary>
    public TorchSharp.Modules.Linear Head { get; }

    /// <summary>The features.</summary>
    /// <param name="x">Noisy states in data units, <c>[rows, dim]</c>.</param>
    /// <param name="sigma">Noise levels in the model's units, <c>[rows]</c>; 0.002 stands for clean samples.</param>
    /// <returns><c>[rows, k]</c>.</returns>
    public Tensor Features(Tensor x, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        var input = (x - _mean) / _scale / (1 + sigma.square()).sqrt().unsqueeze(1);
        return Network.call(input, 0.25 * sigma.to(ScalarType.Float64).log()).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of the classes.</summary>
    /// <param name="x">Noisy states in data units, <c>[rows, dim]</c>.</param>
    /// <param name="sigma">Noise levels in the model's units, <c>[rows]</c>, above 0.</param>
    /// <returns><c>[rows, classes]</c>.</returns>
    public override Tensor forward(Tensor x, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        return Head.call(Features(x, sigma)).MoveToOuterDisposeScope();
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
            Head.Dispose();
            _mean.Dispose();
            _scale.Dispose();
        }

        base.Dispose(disposing);
    }
}
