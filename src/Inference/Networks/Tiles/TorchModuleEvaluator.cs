using GenPhys.Inference.Models.SafeTensors;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks.Tiles;

/// <summary>Any network by its trainable form on tiles: what an architecture without an evaluator of its own runs on.</summary>
internal sealed class TorchModuleEvaluator : TileEvaluator<TileTensor>
{
    private readonly nn.Module<Tensor, Tensor, Tensor> _network;

    /// <exception cref="NetworkWeightsException">The weights do not fit the architecture.</exception>
    public TorchModuleEvaluator(Architecture architecture, SafeTensorsFile weights, int inputs, int outputs, NetworkOptions options)
        : base(inputs, outputs, architecture.Dtype.ToTorch(), options)
    {
        NetworkWeights.Check(architecture, inputs, outputs, weights);
        using var scope = NewDisposeScope();
        _network = architecture.CreateModule(inputs, outputs, Device);
        NetworkWeights.Write(_network, weights);
        _network.eval();
        foreach (var parameter in _network.parameters())
        {
            parameter.requires_grad_(false).DetachFromDisposeScope();
        }

        foreach (var buffer in _network.buffers())
        {
            buffer.DetachFromDisposeScope();
        }
    }

    public override string Description => $"torch module on tiles, {Type}, {Device}";

    protected override TileTensor CreateTile(int rows) => new([rows], ScalarType.Float64, Device);

    protected override void LoadNoise(TileTensor tile, ReadOnlySpan<double> noise) => tile.Write(noise);

    protected override Tensor Value(TileTensor tile, Tensor x) => _network.call(x, tile.Device);

    protected override Tensor Differentiable(TileTensor tile, Tensor x) => _network.call(x, tile.Device.clone());

    protected override void DisposeNetwork() => _network.Dispose();
}
