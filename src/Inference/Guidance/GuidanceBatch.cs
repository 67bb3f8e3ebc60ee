namespace GenPhys.Inference.Guidance;

/// <summary>The lanes of one tick that one kernel computes. Lanes of a group stand together, in the order of their rows.</summary>
public sealed class GuidanceBatch
{
    private double[] _x = [];
    private double[] _noiseLevel = [];
    private double[] _denoised = [];
    private double[] _gradient = [];
    private GuidanceTerm[] _terms = [];
    private LaneAddress[] _addresses = [];
    private LaneReport[] _reports = [];

    /// <summary>Lanes.</summary>
    public int Count { get; private set; }

    /// <summary>Coordinates per lane.</summary>
    public int Dimension { get; private set; }

    /// <summary>States x, <c>[Count, Dimension]</c>.</summary>
    public Span<double> X => _x.AsSpan(0, Count * Dimension);

    /// <summary>Noise levels sigma, <c>[Count]</c>, above 0.</summary>
    public Span<double> NoiseLevel => _noiseLevel.AsSpan(0, Count);

    /// <summary>Denoisers D, <c>[Count, Dimension]</c>.</summary>
    public Span<double> Denoised => _denoised.AsSpan(0, Count * Dimension);

    /// <summary>
    /// Output, <c>[Count, Dimension]</c>: the gradient with respect to x, or with respect to D for terms that need a
    /// vector-Jacobian product.
    /// </summary>
    public Span<double> Gradient => _gradient.AsSpan(0, Count * Dimension);

    /// <summary>The term of each lane, <c>[Count]</c>.</summary>
    public ReadOnlySpan<GuidanceTerm> Terms => _terms.AsSpan(0, Count);

    /// <summary>Whose lane each is, <c>[Count]</c>.</summary>
    public ReadOnlySpan<LaneAddress> Addresses => _addresses.AsSpan(0, Count);

    /// <summary>Output: what the term says of each lane, <c>[Count]</c>.</summary>
    public Span<LaneReport> Reports => _reports.AsSpan(0, Count);

    /// <summary>Where the unit that starts at a lane ends: after its group for a term that couples rows, else after the lane.</summary>
    /// <param name="first">First lane of the unit.</param>
    /// <returns>The lane after its last one.</returns>
    public int EndOfUnit(int first)
    {
        var end = first + 1;
        if (_terms[first].Couples)
        {
            while (end < Count && ReferenceEquals(_terms[end], _terms[first]) && _addresses[end].Group == _addresses[first].Group)
            {
                end++;
            }
        }

        return end;
    }

    internal void Begin(int dimension)
    {
        Array.Clear(_terms, 0, Count);
        Count = 0;
        Dimension = dimension;
    }

    internal int Add(GuidanceTerm term, LaneAddress address)
    {
        if (Count == _terms.Length)
        {
            var capacity = Math.Max(16, 2 * Count);
            Array.Resize(ref _terms, capacity);
            Array.Resize(ref _addresses, capacity);
        }

        _terms[Count] = term;
        _addresses[Count] = address;
        return Count++;
    }

    /// <summary>Sizes the arrays for the lanes added, with gradients 0 and reports empty.</summary>
    internal void Size()
    {
        Grow(ref _x, Count * Dimension);
        Grow(ref _denoised, Count * Dimension);
        Grow(ref _noiseLevel, Count);
        Grow(ref _gradient, Count * Dimension);
        if (_reports.Length < Count)
        {
            _reports = new LaneReport[_terms.Length];
        }

        Gradient.Clear();
        Reports.Fill(LaneReport.None);
    }

    internal void CopyUnit(GuidanceBatch from, int first, int end)
    {
        Begin(from.Dimension);
        for (var i = first; i < end; i++)
        {
            Add(from._terms[i], from._addresses[i]);
        }

        Size();
        var (start, length) = (first * Dimension, (end - first) * Dimension);
        from.X.Slice(start, length).CopyTo(X);
        from.Denoised.Slice(start, length).CopyTo(Denoised);
        from.NoiseLevel[first..end].CopyTo(NoiseLevel);
    }

    internal void WriteUnit(GuidanceBatch to, int first)
    {
        Gradient.CopyTo(to.Gradient[(first * Dimension)..]);
        Reports.CopyTo(to.Reports[first..]);
    }

    private static void Grow(ref double[] array, int length)
    {
        if (array.Length < length)
        {
            array = new double[Math.Max(length, 2 * array.Length)];
        }
    }
}
