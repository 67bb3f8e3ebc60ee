using GenPhys.Inference.Random;

namespace GenPhys.Training.Disco;

/// <summary>
/// Hard codes of data points, drawn from a frozen encoder. The largest logit alone would bias the prior wherever the encoder is not sure, so a draw adds Gumbel noise.
/// </summary>
public sealed class CodeSource
{
    private readonly double[] _logits;
    private readonly int[] _sizes;
    private readonly int _width;

    /// <summary>Draws from logits that an encoder has given.</summary>
    /// <param name="logits">Logits, <c>[points, sum of sizes]</c>.</param>
    /// <param name="sizes">Codebook sizes.</param>
    public CodeSource(double[] logits, int[] sizes) => (_logits, _sizes, _width, Count) = (logits, sizes, sizes.Sum(), logits.Length / sizes.Sum());

    /// <summary>Points.</summary>
    public int Count { get; }

    /// <summary>Draws the codes of one point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="key">Address of the draw.</param>
    /// <param name="offset">Place of the draw in the stretch, counted in points.</param>
    /// <param name="codes">Receives the codes, <c>[slots]</c>.</param>
    public void Draw(int point, in NoiseKey key, long offset, Span<int> codes)
    {
        Span<double> noise = _width <= 512 ? stackalloc double[_width] : new double[_width];
        GumbelSoftmax.FillNoise(key, noise, offset * _width);
        var first = 0;
        for (var slot = 0; slot < codes.Length; slot++)
        {
            var size = _sizes[slot];
            codes[slot] = GumbelSoftmax.Draw(_logits.AsSpan((point * _width) + first, size), noise.Slice(first, size));
            first += size;
        }
    }

    /// <summary>Codes of every point, drawn several times.</summary>
    /// <param name="key">Address of the draws.</param>
    /// <param name="draws">Draws per point.</param>
    /// <returns><c>[draws, points, slots]</c>.</returns>
    public int[] DrawAll(in NoiseKey key, int draws = 1)
    {
        var codes = new int[draws * Count * _sizes.Length];
        for (var i = 0; i < draws * Count; i++)
        {
            Draw(i % Count, key, i, codes.AsSpan(i * _sizes.Length, _sizes.Length));
        }

        return codes;
    }
}
