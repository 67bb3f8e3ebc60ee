using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Networks;

/// <summary>
/// What a residual MLP adds inside its blocks because of the noise level: b_1 + W_e e(c_noise) + b_e of every block, one
/// row of <c>blocks · hidden</c> numbers per distinct c_noise. Formed in float64 on the host, element by element, so that
/// the row is a function of c_noise and nothing else.
/// </summary>
internal sealed class NoiseBias
{
    private readonly double[] _frequencies;
    private readonly double[] _embedding;
    private readonly double[] _constant;
    private readonly double[] _weight;
    private readonly double[] _row;

    public NoiseBias(ResidualMlpWeights weights)
    {
        var (hidden, width) = (weights.Architecture.Hidden, weights.Architecture.Embedding);
        _frequencies = SinusoidalEmbedding.Frequencies(width, weights.Architecture.EmbeddingScale);
        _embedding = new double[width];
        Width = weights.Blocks.Count * hidden;
        _row = new double[Width];
        _constant = new double[Width];
        _weight = new double[width * Width];
        for (var b = 0; b < weights.Blocks.Count; b++)
        {
            var block = weights.Blocks[b];
            for (var j = 0; j < hidden; j++)
            {
                _constant[b * hidden + j] = block.FirstBias[j] + block.NoiseBias[j];
                for (var i = 0; i < width; i++)
                {
                    _weight[i * Width + b * hidden + j] = block.Noise[j * width + i];
                }
            }
        }
    }

    /// <summary>Numbers per row.</summary>
    public int Width { get; }

    /// <summary>The row of one c_noise; valid until the next call.</summary>
    public ReadOnlySpan<double> Row(double noise)
    {
        SinusoidalEmbedding.Embed(noise, _frequencies, _embedding);
        _constant.CopyTo(_row, 0);
        var row = _row.AsSpan();
        for (var i = 0; i < _embedding.Length; i++)
        {
            Accumulate(row, _embedding[i], _weight.AsSpan(i * Width, Width));
        }

        return row;
    }

    /// <summary>row += factor · weights, one fused multiply-add per element at every vector width.</summary>
    private static void Accumulate(Span<double> row, double factor, ReadOnlySpan<double> weights)
    {
        var j = 0;
        var broadcast = Vector256.Create(factor);
        for (; j <= row.Length - Vector256<double>.Count; j += Vector256<double>.Count)
        {
            Vector256.FusedMultiplyAdd(broadcast, Vector256.Create(weights[j..]), Vector256.Create<double>(row[j..]))
                .CopyTo(row[j..]);
        }

        for (; j < row.Length; j++)
        {
            row[j] = Math.FusedMultiplyAdd(factor, weights[j], row[j]);
        }
    }
}
