using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Networks.Simd;

/// <summary>The arithmetic of one chunk of rows of a residual MLP and of its vector-Jacobian product.</summary>
internal sealed unsafe class SimdResidualMlp : IDisposable
{
    private const int Lanes = 16;

    private readonly int _hidden;
    private readonly int _biasWidth;
    private readonly AlignedBuffer _inputWeight;
    private readonly AlignedBuffer _inputBias;
    private readonly AlignedBuffer _outputWeight;
    private readonly float[] _outputBias;
    private readonly Block[] _blocks;

    public SimdResidualMlp(ResidualMlpWeights weights)
    {
        (Inputs, Outputs, _hidden) = (weights.Inputs, weights.Outputs, weights.Architecture.Hidden);
        _biasWidth = weights.Blocks.Count * _hidden;
        _inputWeight = Copy(Transpose(Narrow(weights.InputWeight), _hidden, Inputs));
        _inputBias = Copy(Narrow(weights.InputBias));
        _outputWeight = Copy(Narrow(weights.OutputWeight));
        _outputBias = Narrow(weights.OutputBias);
        _blocks = [.. weights.Blocks.Select(b => new Block(Narrow(b.First), Narrow(b.Second), Narrow(b.SecondBias), _hidden))];
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Numbers of working memory for a chunk: h, SiLU(h) and u, each <c>[rows, hidden]</c>.</summary>
    public long ScratchLength(int rows) => 3L * rows * _hidden;

    /// <summary>Numbers kept for the backward pass: the slopes of all activations, of every block's h and u and of the last h.</summary>
    public long KeptLength(int rows) => (2L * _blocks.Length + 1) * rows * _hidden;

    /// <summary>output <c>[rows, Outputs]</c> = F(input <c>[rows, Inputs]</c>) for at most one chunk.</summary>
    /// <param name="input">Rows, dense.</param>
    /// <param name="output">Rows, dense.</param>
    /// <param name="rows">Rows, 1 or more.</param>
    /// <param name="biasRows">Noise biases, <c>[slots, blocks · hidden]</c>.</param>
    /// <param name="slots">The noise bias of each row.</param>
    /// <param name="scratch">Working memory of <see cref="ScratchLength"/>.</param>
    /// <param name="keep">Null, or memory of <see cref="KeptLength"/>.</param>
    public void Forward(
        double* input, double* output, int rows, float* biasRows, ReadOnlySpan<int> slots, float* scratch, float* keep)
    {
        // The last block of rows is filled up with rows that hold whatever was there: they cannot reach the others.
        var padded = (rows + PackedMatrix.RowBlock - 1) / PackedMatrix.RowBlock * PackedMatrix.RowBlock;
        var length = padded * _hidden;
        float* h = scratch, s = h + length, u = s + length;
        new Span<float>(h, length).Clear();
        ReadInput(input, h, rows);
        Activate(h, s, length, ref keep);
        for (var b = 0; b < _blocks.Length; b++)
        {
            _blocks[b].First.Multiply(s, u, padded);
            for (var row = 0; row < rows; row++)
            {
                Add(u + row * _hidden, biasRows + (nint)slots[row] * _biasWidth + b * _hidden);
            }

            Activate(u, u, length, ref keep);
            _blocks[b].Second.Multiply(u, s, padded);
            for (var row = 0; row < padded; row++)
            {
                Add(h + row * _hidden, s + row * _hidden, _blocks[b].SecondBias.Pointer);
            }

            Activate(h, s, length, ref keep);
        }

        WriteOutput(s, output, rows);
    }

    /// <summary>gradient <c>[rows, Inputs]</c> = J_F^T cotangent <c>[rows, Outputs]</c>, from what the forward pass kept.</summary>
    public void Backward(double* cotangent, double* gradient, int rows, float* scratch, float* kept)
    {
        var padded = (rows + PackedMatrix.RowBlock - 1) / PackedMatrix.RowBlock * PackedMatrix.RowBlock;
        var length = padded * _hidden;
        float* dh = scratch, ds = dh + length, du = ds + length;
        var slopes = kept + 2L * _blocks.Length * length;
        new Span<float>(ds, length).Clear();
        for (var row = 0; row < rows; row++)
        {
            for (var o = 0; o < Outputs; o++)
            {
                AddScaled(ds + row * _hidden, (float)cotangent[row * Outputs + o], _outputWeight.Pointer + o * _hidden);
            }
        }

        new Span<float>(dh, length).Clear();
        AddProduct(dh, ds, slopes, length);
        for (var b = _blocks.Length - 1; b >= 0; b--)
        {
            slopes -= length;
            _blocks[b].SecondTransposed.Multiply(dh, ds, padded);
            new Span<float>(du, length).Clear();
            AddProduct(du, ds, slopes, length);

            slopes -= length;
            _blocks[b].FirstTransposed.Multiply(du, ds, padded);
            AddProduct(dh, ds, slopes, length);
        }

        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < Inputs; i++)
            {
                gradient[row * Inputs + i] = Dot(dh + row * _hidden, _inputWeight.Pointer + i * _hidden);
            }
        }
    }

    public void Dispose()
    {
        _inputWeight.Dispose();
        _inputBias.Dispose();
        _outputWeight.Dispose();
        foreach (var block in _blocks)
        {
            block.Dispose();
        }
    }

    private void ReadInput(double* input, float* h, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            Add(h + row * _hidden, _inputBias.Pointer);
            for (var i = 0; i < Inputs; i++)
            {
                AddScaled(h + row * _hidden, (float)input[row * Inputs + i], _inputWeight.Pointer + i * _hidden);
            }
        }
    }

    private void WriteOutput(float* s, double* output, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var o = 0; o < Outputs; o++)
            {
                output[row * Outputs + o] = Dot(s + row * _hidden, _outputWeight.Pointer + o * _hidden) + _outputBias[o];
            }
        }
    }

    /// <summary>to = SiLU(from); its slope is kept where a backward pass will ask for it.</summary>
    private static void Activate(float* from, float* to, int length, ref float* keep)
    {
        if (keep == null)
        {
            for (var i = 0; i < length; i += Lanes)
            {
                Silu.Value(Vector512.Load(from + i)).Store(to + i);
            }

            return;
        }

        for (var i = 0; i < length; i += Lanes)
        {
            Silu.Value(Vector512.Load(from + i), out var slope).Store(to + i);
            slope.Store(keep + i);
        }

        keep += length;
    }

    private static void AddProduct(float* to, float* first, float* second, int length)
    {
        for (var i = 0; i < length; i += Lanes)
        {
            Vector512.FusedMultiplyAdd(Vector512.Load(first + i), Vector512.Load(second + i), Vector512.Load(to + i)).Store(to + i);
        }
    }

    private void Add(float* to, float* from)
    {
        for (var i = 0; i < _hidden; i += Lanes)
        {
            (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
        }
    }

    private void Add(float* to, float* first, float* second)
    {
        for (var i = 0; i < _hidden; i += Lanes)
        {
            (Vector512.Load(to + i) + (Vector512.Load(first + i) + Vector512.Load(second + i))).Store(to + i);
        }
    }

    private void AddScaled(float* to, float factor, float* from)
    {
        var broadcast = Vector512.Create(factor);
        for (var i = 0; i < _hidden; i += Lanes)
        {
            Vector512.FusedMultiplyAdd(broadcast, Vector512.Load(from + i), Vector512.Load(to + i)).Store(to + i);
        }
    }

    /// <summary>Sixteen partial sums, then added in a fixed order: the same bits at every vector width.</summary>
    private float Dot(float* a, float* b)
    {
        var sums = Vector512<float>.Zero;
        for (var i = 0; i < _hidden; i += Lanes)
        {
            sums = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sums);
        }

        var eight = sums.GetLower() + sums.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    private static float[] Narrow(double[] values) => Array.ConvertAll(values, static v => (float)v);

    private static float[] Transpose(float[] values, int rows, int columns)
    {
        var result = new float[values.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                result[j * rows + i] = values[i * columns + j];
            }
        }

        return result;
    }

    private static AlignedBuffer Copy(float[] values)
    {
        var buffer = new AlignedBuffer(values.Length);
        values.CopyTo(buffer.Span(0, values.Length));
        return buffer;
    }

    private sealed class Block(float[] first, float[] second, float[] secondBias, int hidden) : IDisposable
    {
        public PackedMatrix First { get; } = new(first, hidden, hidden, transposed: true);

        public PackedMatrix Second { get; } = new(second, hidden, hidden, transposed: true);

        public PackedMatrix FirstTransposed { get; } = new(first, hidden, hidden, transposed: false);

        public PackedMatrix SecondTransposed { get; } = new(second, hidden, hidden, transposed: false);

        public AlignedBuffer SecondBias { get; } = Copy(secondBias);

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
            FirstTransposed.Dispose();
            SecondTransposed.Dispose();
            SecondBias.Dispose();
        }
    }
}
