namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// Disjoint boxes, with the mass that an isotropic Gaussian puts into each. Boxes that share a side on an axis share the work
/// for it. Holds scratch: one thread at a time.
/// </summary>
public sealed class IntervalBoxes
{
    private readonly List<(int Axis, double Low, double High)> _intervals = [];
    private readonly int[,] _sides;
    private readonly double[] _logMass;
    private readonly double[] _slope;

    /// <summary>Creates the boxes.</summary>
    /// <param name="boxes">Low and high corners, <c>[dim]</c> each; infinities are allowed.</param>
    /// <exception cref="ArgumentException">There is no box, a box is empty, or two boxes overlap.</exception>
    public IntervalBoxes(IReadOnlyList<(double[] Low, double[] High)> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        if (boxes.Count == 0)
        {
            throw new ArgumentException("A region needs one box or more.");
        }

        Dimension = boxes[0].Low.Length;
        Count = boxes.Count;
        _sides = new int[Count, Dimension];
        for (var b = 0; b < Count; b++)
        {
            for (var j = 0; j < Dimension; j++)
            {
                var side = (j, boxes[b].Low[j], boxes[b].High[j]);
                if (!(side.Item2 < side.Item3))
                {
                    throw new ArgumentException($"Box {b} is empty along axis {j}.");
                }

                var known = _intervals.IndexOf(side);
                _sides[b, j] = known >= 0 ? known : _intervals.Count;
                if (known < 0)
                {
                    _intervals.Add(side);
                }
            }

            for (var a = 0; a < b; a++)
            {
                if (Enumerable.Range(0, Dimension).All(j => Math.Max(boxes[a].Low[j], boxes[b].Low[j]) < Math.Min(boxes[a].High[j], boxes[b].High[j])))
                {
                    throw new ArgumentException($"Boxes {a} and {b} overlap; the mass of both would count twice.");
                }
            }
        }

        _logMass = new double[_intervals.Count];
        _slope = new double[_intervals.Count];
    }

    /// <summary>Coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Boxes.</summary>
    public int Count { get; }

    /// <summary>Different sides of boxes.</summary>
    public int Intervals => _intervals.Count;

    /// <summary>Starts a new Gaussian.</summary>
    internal void Begin() => _logMass.AsSpan().Fill(double.NaN);

    /// <summary>Places the Gaussian along one axis.</summary>
    internal void Place(int axis, double mean, double deviation)
    {
        for (var i = 0; i < _intervals.Count; i++)
        {
            var (own, low, high) = _intervals[i];
            if (own != axis)
            {
                continue;
            }

            if (deviation == 0)
            {
                (_logMass[i], _slope[i]) = (mean >= low && mean <= high ? 0 : double.NegativeInfinity, 0);
                continue;
            }

            var (a, b) = ((low - mean) / deviation, (high - mean) / deviation);
            _logMass[i] = NormalLaw.LogMass(a, b);
            _slope[i] = (Math.Exp(NormalLaw.LogDensity(a) - _logMass[i]) - Math.Exp(NormalLaw.LogDensity(b) - _logMass[i])) / deviation;
        }
    }

    /// <summary>ln of the mass in a box.</summary>
    internal double LogMass(int box)
    {
        var sum = 0.0;
        for (var j = 0; j < Dimension; j++)
        {
            sum += _logMass[_sides[box, j]];
        }

        return sum;
    }

    /// <summary>The derivative of ln of the mass in a box by the mean along an axis.</summary>
    internal double Slope(int box, int axis) => _slope[_sides[box, axis]];
}
