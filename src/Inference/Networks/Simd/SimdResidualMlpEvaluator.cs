using System.Diagnostics;

namespace GenPhys.Inference.Networks.Simd;

/// <summary>
/// A float32 residual MLP on CPU vectors: h += W_2 SiLU(W_1 SiLU(h) + noise bias) + b_2 per block, chunk by chunk so that
/// the activations stay in the first caches. Rows share nothing but the weights.
/// </summary>
internal sealed unsafe class SimdResidualMlpEvaluator : INetworkEvaluator
{
    /// <summary>Rows worked on together: three activations of 256 numbers each then take 96 KiB, the slopes for the way back 160 KiB more.</summary>
    public const int ChunkRows = 32;

    private const int MaxSlots = 2048;

    private readonly SimdResidualMlp _network;
    private readonly NoiseBias _bias;
    private readonly NoiseSlots _slots = new(MaxSlots);
    private readonly AlignedBuffer _biasRows;
    private readonly AlignedBuffer[] _scratch;
    private readonly ParallelOptions _parallel;
    private int[] _slotOfRow = new int[MaxSlots];
    private AlignedBuffer? _kept;
    private int _keptRows = -1;

    public SimdResidualMlpEvaluator(ResidualMlpWeights weights, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _network = new SimdResidualMlp(weights);
        _bias = new NoiseBias(weights);
        _biasRows = new AlignedBuffer((long)MaxSlots * _bias.Width);
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer(_network.ScratchLength(ChunkRows) + _network.KeptLength(ChunkRows)))];
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    public int Inputs => _network.Inputs;

    public int Outputs => _network.Outputs;

    public string Description => $"SIMD residual MLP, float32, {_scratch.Length} thread(s)";

    /// <summary>Whether the processor and the sizes suit this implementation.</summary>
    public static bool Supports(ResidualMlpArchitecture architecture) =>
        PackedMatrix.IsSupported && architecture.Dtype == NetworkDtype.Float32
        && architecture.Hidden % PackedMatrix.PanelColumns == 0;

    public void Forward(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output) =>
        Run(input, noise, output, keep: null);

    public void Differentiate(
        ReadOnlySpan<double> input, ReadOnlySpan<double> noise, CotangentRule cotangent, Span<double> output, Span<double> gradient) =>
        Run(input, noise, output, keep: null, cotangent, gradient);

    public void ForwardAndKeep(ReadOnlySpan<double> input, ReadOnlySpan<double> noise, Span<double> output)
    {
        var chunks = (noise.Length + ChunkRows - 1) / ChunkRows;
        var length = chunks * _network.KeptLength(ChunkRows);
        if (_kept is null || _kept.Length < length)
        {
            _kept?.Dispose();
            _kept = new AlignedBuffer(length);
        }

        _keptRows = -1;
        Run(input, noise, output, _kept);
        _keptRows = noise.Length;
    }

    public void Backward(ReadOnlySpan<double> cotangent, Span<double> gradient)
    {
        var rows = _keptRows;
        if (rows < 0)
        {
            throw new InvalidOperationException("No forward pass was kept.");
        }

        _keptRows = -1;
        fixed (double* from = cotangent)
        fixed (double* to = gradient)
        {
            // A lambda cannot capture the pointers of a fixed statement.
            var (source, target) = ((nint)from, (nint)to);
            ForEachChunk(rows, (first, count, scratch) => _network.Backward(
                (double*)source + (nint)first * Outputs, (double*)target + (nint)first * Inputs, count, scratch,
                _kept!.Pointer + first / ChunkRows * _network.KeptLength(ChunkRows)));
        }
    }

    public void Release() => _keptRows = -1;

    public WarmUpReport WarmUp()
    {
        var costs = new List<TileCost>();
        foreach (var rows in new[] { PackedMatrix.RowBlock, ChunkRows, 8 * ChunkRows })
        {
            var (input, noise) = (new double[rows * Inputs], new double[rows]);
            var (output, gradient) = (new double[rows * Outputs], new double[rows * Inputs]);
            Array.Fill(input, 0.5);
            costs.Add(new TileCost(
                rows,
                Best(() => Forward(input, noise, output)),
                Best(() =>
                {
                    ForwardAndKeep(input, noise, output);
                    Backward(output, gradient);
                })));
        }

        return new WarmUpReport(Description, BitExact: true, costs);
    }

    public void Dispose()
    {
        _network.Dispose();
        _biasRows.Dispose();
        _kept?.Dispose();
        foreach (var scratch in _scratch)
        {
            scratch.Dispose();
        }
    }

    private static double Best(Action run)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return best;
    }

    private void Run(
        ReadOnlySpan<double> input,
        ReadOnlySpan<double> noise,
        Span<double> output,
        AlignedBuffer? keep,
        CotangentRule? cotangent = null,
        Span<double> gradient = default)
    {
        fixed (double* from = input)
        fixed (double* to = output)
        fixed (double* back = gradient)
        {
            // Bias rows are resolved for as many rows as there are slots, so that none is reused before it is read.
            for (var start = 0; start < noise.Length; start += MaxSlots)
            {
                var count = Math.Min(MaxSlots, noise.Length - start);
                ResolveSlots(noise.Slice(start, count));
                var (source, target, slope, offset) = ((nint)from, (nint)to, (nint)back, start);
                ForEachChunk(count, (first, rows, scratch) =>
                {
                    var row = offset + first;
                    var values = (double*)target + (nint)row * Outputs;
                    var kept = cotangent is not null ? scratch + _network.ScratchLength(ChunkRows)
                        : keep is not null ? keep.Pointer + row / ChunkRows * _network.KeptLength(ChunkRows)
                        : null;
                    _network.Forward(
                        (double*)source + (nint)row * Inputs, values, rows, _biasRows.Pointer, _slotOfRow.AsSpan(first, rows), scratch, kept);
                    if (cotangent is not null)
                    {
                        cotangent(row, new Span<double>(values, rows * Outputs));
                        _network.Backward(values, (double*)slope + (nint)row * Inputs, rows, scratch, kept);
                    }
                });
            }
        }
    }

    private void ResolveSlots(ReadOnlySpan<double> noise)
    {
        for (var i = 0; i < noise.Length; i++)
        {
            var slot = _slots.Take(noise[i], out var fresh);
            _slotOfRow[i] = slot;
            if (fresh)
            {
                var row = _bias.Row(noise[i]);
                var to = _biasRows.Span((long)slot * _bias.Width, _bias.Width);
                for (var j = 0; j < row.Length; j++)
                {
                    to[j] = (float)row[j];
                }
            }
        }
    }

    private delegate void ChunkWork(int first, int rows, float* scratch);

    private void ForEachChunk(int rows, ChunkWork work)
    {
        var chunks = (rows + ChunkRows - 1) / ChunkRows;
        var workers = Math.Min(_scratch.Length, chunks);
        if (workers <= 1)
        {
            Work(0, 1);
        }
        else
        {
            Parallel.For(0, workers, _parallel, worker => Work(worker, workers));
        }

        void Work(int worker, int stride)
        {
            for (var chunk = worker; chunk < chunks; chunk += stride)
            {
                var first = chunk * ChunkRows;
                work(first, Math.Min(ChunkRows, rows - first), _scratch[worker].Pointer);
            }
        }
    }
}
