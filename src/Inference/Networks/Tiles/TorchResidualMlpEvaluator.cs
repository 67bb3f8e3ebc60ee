using static TorchSharp.torch;

namespace GenPhys.Inference.Networks.Tiles;

/// <summary>
/// A residual MLP by torch operations on tiles, in either number type and on any device: the noise embedding is folded
/// into one bias row per distinct c_noise, and without gradient every large array is the tile's own and written in place.
/// </summary>
internal sealed class TorchResidualMlpEvaluator : TileEvaluator<TorchResidualMlpEvaluator.Tile>
{
    private const int MaxSlots = 2048;

    private readonly NoiseBias _bias;
    private readonly NoiseSlots _slots;
    private readonly int _hidden;
    private readonly Layer _input;
    private readonly Layer _output;
    private readonly Block[] _blocks;

    public TorchResidualMlpEvaluator(ResidualMlpWeights weights, NetworkOptions options)
        : base(weights.Inputs, weights.Outputs, weights.Architecture.Dtype.ToTorch(), options)
    {
        _bias = new NoiseBias(weights);
        _slots = new NoiseSlots(Math.Max(MaxSlots, options.TileSizes.Max()));
        _hidden = weights.Architecture.Hidden;
        _input = new Layer(Matrix(weights.InputWeight, _hidden), Vector(weights.InputBias));
        _output = new Layer(Matrix(weights.OutputWeight, Outputs), Vector(weights.OutputBias));
        _blocks =
        [
            .. weights.Blocks.Select(b => new Block(
                Matrix(b.First, _hidden), Matrix(b.Second, _hidden), Vector(b.SecondBias),
                zeros([_slots.Capacity, _hidden], dtype: Type, device: Device).DetachFromDisposeScope())),
        ];
    }

    public override string Description => $"torch tiles, {Type}, {Device}";

    protected override Tile CreateTile(int rows) => new(rows, _hidden, Outputs, Type, Device);

    protected override void LoadNoise(Tile tile, ReadOnlySpan<double> noise)
    {
        // Padding takes the first row's slot, so that a tile never needs more slots than it has rows.
        for (var i = 0; i < tile.Slots.Length; i++)
        {
            tile.Slots[i] = i < noise.Length ? SlotOf(noise[i]) : tile.Slots[0];
        }

        tile.Index.Write(tile.Slots);
    }

    protected override Tensor Value(Tile tile, Tensor x)
    {
        var (h, s) = (tile.H, tile.S);
        h.copy_(_input.Bias).addmm_(x, _input.Weight);
        foreach (var block in _blocks)
        {
            s.copy_(h).silu_();
            var u = block.Noise.index_select(0, tile.Index.Device);
            u.addmm_(s, block.First).silu_();
            h.addmm_(u, block.Second).add_(block.SecondBias);
        }

        s.copy_(h).silu_();
        return tile.Output.copy_(_output.Bias).addmm_(s, _output.Weight);
    }

    protected override Tensor Differentiable(Tile tile, Tensor x)
    {
        var h = _input.Bias.addmm(x, _input.Weight);
        foreach (var block in _blocks)
        {
            var u = block.Noise.index_select(0, tile.Index.Device).addmm(h.silu(), block.First).silu();
            h = h.addmm(u, block.Second) + block.SecondBias;
        }

        return _output.Bias.addmm(h.silu(), _output.Weight);
    }

    protected override void DisposeNetwork()
    {
        foreach (var tensor in _blocks.SelectMany(b => new[] { b.First, b.Second, b.SecondBias, b.Noise })
            .Concat([_input.Weight, _input.Bias, _output.Weight, _output.Bias]))
        {
            tensor.Dispose();
        }
    }

    private long SlotOf(double noise)
    {
        var slot = _slots.Take(noise, out var fresh);
        if (fresh)
        {
            using var scope = NewDisposeScope();
            using var constants = no_grad();
            var row = _bias.Row(noise);
            for (var b = 0; b < _blocks.Length; b++)
            {
                var values = row.Slice(b * _hidden, _hidden).ToArray();
                _blocks[b].Noise.narrow(0, slot, 1).copy_(tensor(values, [1L, _hidden], dtype: ScalarType.Float64));
            }
        }

        return slot;
    }

    /// <summary>A linear layer's weight, transposed once so that a product reads it in order: <c>[in, out]</c>.</summary>
    private Tensor Matrix(double[] weight, int outputs)
    {
        using var scope = NewDisposeScope();
        return tensor(weight, [(long)outputs, weight.Length / outputs], dtype: ScalarType.Float64)
            .to(Type).to(Device).t().DetachFromDisposeScope();
    }

    private Tensor Vector(double[] values)
    {
        using var scope = NewDisposeScope();
        return tensor(values, dtype: ScalarType.Float64).to(Type).to(Device).DetachFromDisposeScope();
    }

    private sealed record Layer(Tensor Weight, Tensor Bias);

    private sealed record Block(Tensor First, Tensor Second, Tensor SecondBias, Tensor Noise);

    internal sealed class Tile(int rows, int hidden, int outputs, ScalarType type, Device device) : IDisposable
    {
        public long[] Slots { get; } = new long[rows];

        public TileTensor Index { get; } = new([rows], ScalarType.Int64, device);

        public Tensor H { get; } = empty([rows, hidden], dtype: type, device: device).DetachFromDisposeScope();

        public Tensor S { get; } = empty([rows, hidden], dtype: type, device: device).DetachFromDisposeScope();

        public Tensor Output { get; } = empty([rows, outputs], dtype: type, device: device).DetachFromDisposeScope();

        public void Dispose()
        {
            Index.Dispose();
            H.Dispose();
            S.Dispose();
            Output.Dispose();
        }
    }
}
