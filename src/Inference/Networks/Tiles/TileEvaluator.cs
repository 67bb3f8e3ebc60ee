using static TorchSharp.torch;

namespace GenPhys.Inference.Networks.Tiles;

/// <summary>
/// Evaluates a network by torch operations on tiles: full arrays of a few fixed row counts, so that every row meets the
/// same code whatever its company. Which sizes give equal bits is a matter of the BLAS and the vector code at hand and
/// is proved by <see cref="WarmUp"/>. All calls come from the device thread.
/// </summary>
/// <typeparam name="TTile">The memory of one tile size.</typeparam>
internal abstract class TileEvaluator<TTile> : ITileEvaluator
    where TTile : class, IDisposable
{
    // One size at least fixes the code that runs; only the row's place in the tile is then left to chance.
    private const int FallbackRows = 64;

    private readonly Dictionary<int, (TileTensor Input, TTile Tile)> _tiles = [];
    private readonly List<Kept> _kept = [];
    private IReadOnlyList<int> _sizes;
    private TileCover _valueCover;
    private TileCover _vjpCover;

    protected TileEvaluator(int inputs, int outputs, ScalarType type, NetworkOptions options)
    {
        if (options.TileSizes.Count == 0 || options.TileSizes.Any(size => size < 1))
        {
            throw new ArgumentException("There must be one tile size or more, each 1 or more.", nameof(options));
        }

        (Inputs, Outputs, Type, Device) = (inputs, outputs, type, device(options.Device));
        _sizes = [.. options.TileSizes.Distinct().Order()];
        _valueCover = _vjpCover = new TileCover([.. _sizes.Select(size => (size, 4.0 + size))]);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public long Padding { get; private set; }

    public abstract string Description { get; }

    protected ScalarType Type { get; }

    protected Device Device { get; }

    public void Forward(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output)
    {
        using var constants = no_grad();
        for (var first = 0; first < noise.Length;)
        {
            using var scope = NewDisposeScope();
            var size = _valueCover.Next(noise.Length - first);
            var count = Math.Min(size, noise.Length - first);
            Padding += size - count;
            var (x, tile) = Load(size, input.Slice(first * Inputs, count * Inputs), noise.Slice(first, count));
            TileTensor.Read(Value(tile, x), output.Slice(first * Outputs, count * Outputs));
            first += count;
        }
    }

    public void ForwardAndKeep(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output)
    {
        Release();
        using var gradients = enable_grad();
        for (var first = 0; first < noise.Length;)
        {
            using var scope = NewDisposeScope();
            var size = _vjpCover.Next(noise.Length - first);
            var count = Math.Min(size, noise.Length - first);
            Padding += size - count;
            var (shared, tile) = Load(size, input.Slice(first * Inputs, count * Inputs), noise.Slice(first, count));

            // The next tile of this size overwrites the shared input, and the graph still needs this one.
            var x = shared.clone().requires_grad_();
            var raw = Differentiable(tile, x);
            TileTensor.Read(raw, output.Slice(first * Outputs, count * Outputs));
            _kept.Add(new Kept(x.DetachFromDisposeScope(), raw.DetachFromDisposeScope(), count));
            first += count;
        }
    }

    public void Backward(ReadOnlySpan<double> cotangent, Span<double> gradient)
    {
        if (_kept.Count == 0)
        {
            throw new InvalidOperationException("No forward pass was kept.");
        }

        try
        {
            using var scope = NewDisposeScope();
            var cotangents = new List<Tensor>(_kept.Count);
            var first = 0;
            foreach (var (_, raw, count) in _kept)
            {
                var padded = new double[raw.numel()];
                cotangent.Slice(first * Outputs, count * Outputs).CopyTo(padded);
                cotangents.Add(tensor(padded, raw.shape, dtype: ScalarType.Float64).to(Type).to(Device));
                first += count;
            }

            // Rows share nothing, so the gradient of the sum over all rows holds every row's own.
            var gradients = autograd.grad([.. _kept.Select(k => k.Output)], [.. _kept.Select(k => k.Input)], cotangents);
            first = 0;
            foreach (var (kept, g) in _kept.Zip(gradients))
            {
                TileTensor.Read(g, gradient.Slice(first * Inputs, kept.Count * Inputs));
                first += kept.Count;
            }
        }
        finally
        {
            Release();
        }
    }

    public void Release()
    {
        foreach (var (x, raw, _) in _kept)
        {
            x.Dispose();
            raw.Dispose();
        }

        _kept.Clear();
    }

    public WarmUpReport WarmUp()
    {
        var proven = TileProof.Choose(this, _sizes);
        _sizes = proven.Count > 0 ? proven : [_sizes.MinBy(size => Math.Abs(size - FallbackRows))];
        var costs = new List<TileCost>();
        foreach (var size in _sizes)
        {
            Use(size);
            costs.Add(TileProof.Measure(this, size));
        }

        _valueCover = new TileCover([.. costs.Select(c => (c.Rows, c.ValueMicroseconds))]);
        _vjpCover = new TileCover([.. costs.Select(c => (c.Rows, c.VjpMicroseconds))]);
        return new WarmUpReport(Description, proven.Count > 0, costs);
    }

    public void Use(int size) => _valueCover = _vjpCover = new TileCover([(size, 1)]);

    public void Dispose()
    {
        Release();
        foreach (var (input, tile) in _tiles.Values)
        {
            input.Dispose();
            tile.Dispose();
        }

        _tiles.Clear();
        DisposeNetwork();
    }

    /// <summary>Memory for tiles of one size.</summary>
    protected abstract TTile CreateTile(int rows);

    /// <summary>Brings a tile's noise levels to the device; rows behind the last one are padding.</summary>
    protected abstract void LoadNoise(TTile tile, ReadOnlySpan<double> noise);

    /// <summary>F on a full tile; no gradient. The result may be the tile's own memory.</summary>
    protected abstract Tensor Value(TTile tile, Tensor x);

    /// <summary>F on a full tile, differentiable in x; nothing of the tile's memory that is written again may be part of the graph.</summary>
    protected abstract Tensor Differentiable(TTile tile, Tensor x);

    /// <summary>Frees the weights.</summary>
    protected abstract void DisposeNetwork();

    private (Tensor X, TTile Tile) Load(int size, ReadOnlySpan<double> input, ReadOnlySpan<double> noise)
    {
        if (!_tiles.TryGetValue(size, out var memory))
        {
            memory = (new TileTensor([size, Inputs], Type, Device), CreateTile(size));
            _tiles.Add(size, memory);
        }

        memory.Input.Write(input);
        LoadNoise(memory.Tile, noise);
        return (memory.Input.Device, memory.Tile);
    }

    private sealed record Kept(Tensor Input, Tensor Output, int Count);
}
