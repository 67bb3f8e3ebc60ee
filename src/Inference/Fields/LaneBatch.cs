namespace GenPhys.Inference.Fields;

/// <summary>
/// Lanes of one model and one flavour, packed for one evaluation. A lane is one evaluation of a field that a row needs
/// at this tick. All arrays live on the host, row-major, in float64; states are in variance-exploding coordinates
/// (x = x0 + sigma n, Karras et al. 2022) and in the model's normalised data units.
/// </summary>
public sealed class LaneBatch
{
    private double[] _x = [];
    private double[] _noiseLevel = [];
    private int[] _condition = [];
    private int[] _codes = [];
    private double[] _denoised = [];
    private double[] _cotangent = [];
    private double[] _vectorJacobian = [];
    private double[] _growth = [];

    /// <summary>Creates an empty batch for a field of <paramref name="dimension"/> coordinates.</summary>
    /// <param name="dimension">Coordinates per lane, 1 or more.</param>
    /// <param name="codeSlots">Latent codes per lane, 0 for a field without any.</param>
    public LaneBatch(int dimension, int codeSlots = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(codeSlots);
        (Dimension, CodeSlots) = (dimension, codeSlots);
    }

    /// <summary>Lanes in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Coordinates per lane.</summary>
    public int Dimension { get; }

    /// <summary>Latent codes per lane.</summary>
    public int CodeSlots { get; }

    /// <summary>States x, <c>[Count, Dimension]</c>.</summary>
    public Span<double> X => _x.AsSpan(0, Count * Dimension);

    /// <summary>Noise level sigma of each lane, <c>[Count]</c>, above 0.</summary>
    public Span<double> NoiseLevel => _noiseLevel.AsSpan(0, Count);

    /// <summary>Condition of each lane, <c>[Count]</c>: 0 for none, else 1 and the class.</summary>
    public Span<int> Condition => _condition.AsSpan(0, Count);

    /// <summary>Latent codes of each lane, <c>[Count, CodeSlots]</c>, from 0; -1 throughout a lane that has none.</summary>
    public Span<int> Codes => _codes.AsSpan(0, Count * CodeSlots);

    /// <summary>Output: the denoiser D(x; sigma), <c>[Count, Dimension]</c>.</summary>
    public Span<double> Denoised => _denoised.AsSpan(0, Count * Dimension);

    /// <summary>Input of the vector-Jacobian product, <c>[Count, Dimension]</c>.</summary>
    public Span<double> Cotangent => _cotangent.AsSpan(0, Count * Dimension);

    /// <summary>Output: J_D(x)^T cotangent, <c>[Count, Dimension]</c>.</summary>
    public Span<double> VectorJacobian => _vectorJacobian.AsSpan(0, Count * Dimension);

    /// <summary>
    /// Output: the growth d ln w/d ln sigma of the row's weight, <c>[Count]</c>; 0 unless a field of a process with birth and death
    /// writes it.
    /// </summary>
    public Span<double> Growth => _growth.AsSpan(0, Count);

    /// <summary>Sets the number of lanes. Arrays only grow, so that a steady load allocates nothing; contents are unspecified.</summary>
    /// <param name="count">Lanes, 0 or more.</param>
    /// <param name="withVectorJacobian">Whether the cotangent arrays are needed.</param>
    public void Resize(int count, bool withVectorJacobian = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
        Grow(ref _noiseLevel, count);
        if (_condition.Length < count)
        {
            _condition = new int[Math.Max(count, _condition.Length * 2)];
        }

        if (_codes.Length < count * CodeSlots)
        {
            _codes = new int[Math.Max(count * CodeSlots, _codes.Length * 2)];
        }

        Grow(ref _x, count * Dimension);
        Grow(ref _denoised, count * Dimension);
        Grow(ref _growth, count);
        Growth.Clear();
        if (withVectorJacobian)
        {
            Grow(ref _cotangent, count * Dimension);
            Grow(ref _vectorJacobian, count * Dimension);
        }
    }

    private static void Grow(ref double[] array, int length)
    {
        if (array.Length < length)
        {
            array = new double[Math.Max(length, array.Length * 2)];
        }
    }
}
