using System.Numerics;
using System.Runtime.InteropServices;

namespace GenPhys.Inference.Engine;

/// <summary>State in host arrays: slabs of rows with equal slot counts, reused through free lists.</summary>
public sealed class HostStateStore : IStateStore
{
    private const int RowsPerSlab = 256;
    private readonly int _dimension;
    private readonly List<Slab> _slabs = [];
    private double[] _scratch = [];
    private double[] _noise = [];

    /// <summary>Creates a store for rows of <paramref name="dimension"/> coordinates.</summary>
    /// <param name="dimension">Coordinates per vector slot.</param>
    public HostStateStore(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        _dimension = dimension;
    }

    /// <summary>Rows rented and not returned.</summary>
    public int RentedRows { get; private set; }

    /// <inheritdoc/>
    public RowHandle Rent(int vectorSlots, int scalarSlots)
    {
        RentedRows++;
        for (var s = 0; s < _slabs.Count; s++)
        {
            var slab = _slabs[s];
            if (slab.VectorSlots == vectorSlots && slab.ScalarSlots == scalarSlots && slab.Free.TryPop(out var index))
            {
                Row(slab, index).Clear();
                return new(s, index);
            }
        }

        _slabs.Add(new Slab(vectorSlots, scalarSlots, _dimension));
        return new(_slabs.Count - 1, _slabs[^1].Free.Pop());
    }

    /// <inheritdoc/>
    public void GiveBack(in RowHandle row)
    {
        RentedRows--;
        _slabs[row.Slab].Free.Push(row.Index);
    }

    /// <inheritdoc/>
    public void Write(in RowHandle row, int slot, ReadOnlySpan<double> vector) => vector.CopyTo(Vector(row, slot));

    /// <inheritdoc/>
    public void Read(in RowHandle row, int slot, Span<double> vector) => Vector(row, slot).CopyTo(vector);

    /// <inheritdoc/>
    public ReadOnlySpan<double> Scalars(in RowHandle row)
    {
        var slab = _slabs[row.Slab];
        return Row(slab, row.Index)[(slab.VectorSlots * _dimension)..];
    }

    /// <inheritdoc/>
    public bool Apply(in RowHandle row, in RowIdentity identity, Tick tick, in LaneResults lanes)
    {
        ArgumentNullException.ThrowIfNull(tick);
        var slab = _slabs[row.Slab];
        var state = Row(slab, row.Index);
        var noise = DrawNoise(identity, tick);
        var vectorNumbers = tick.Vectors.Length * _dimension;
        var scratch = Grow(ref _scratch, vectorNumbers + tick.Scalars.Length + tick.Norms.Length + _dimension);
        scratch.Clear();
        for (var u = 0; u < tick.Vectors.Length; u++)
        {
            Combine(tick.Vectors[u].Terms, state, lanes, noise, scratch.Slice(u * _dimension, _dimension));
        }

        var scalars = state[(slab.VectorSlots * _dimension)..];
        var results = scratch.Slice(vectorNumbers, tick.Scalars.Length + tick.Norms.Length);
        for (var u = 0; u < tick.Scalars.Length; u++)
        {
            results[u] = Combine(tick.Scalars[u].Terms, scalars, lanes);
        }

        for (var u = 0; u < tick.Norms.Length; u++)
        {
            var error = scratch[^_dimension..];
            error.Clear();
            Combine(tick.Norms[u].Error, state, lanes, noise, error);
            results[tick.Scalars.Length + u] = Norm(tick.Norms[u], error, state, scalars, lanes);
        }

        for (var u = 0; u < tick.Vectors.Length; u++)
        {
            scratch.Slice(u * _dimension, _dimension).CopyTo(state[(tick.Vectors[u].Target * _dimension)..]);
        }

        for (var u = 0; u < results.Length; u++)
        {
            scalars[u < tick.Scalars.Length ? tick.Scalars[u].Target : tick.Norms[u - tick.Scalars.Length].Target] = results[u];
        }

        return AllFinite(scratch[..(vectorNumbers + results.Length)]);
    }

    private void Combine(
        VectorTerm[] terms, ReadOnlySpan<double> state, in LaneResults lanes, ReadOnlySpan<double> noise, Span<double> sum)
    {
        foreach (var term in terms)
        {
            var source = term.Source switch
            {
                VectorSource.Slot => state,
                VectorSource.Denoised => lanes.Denoised,
                VectorSource.Guidance => lanes.Guidance,
                _ => noise,
            };

            // A request without terms has no guidance sums: its G is 0.
            if (source.Length > 0)
            {
                AddScaled(term.Coefficient, source.Slice(term.Index * _dimension, _dimension), sum);
            }
        }
    }

    private static double Combine(ScalarTerm[] terms, ReadOnlySpan<double> scalars, in LaneResults lanes)
    {
        var sum = 0.0;
        foreach (var term in terms)
        {
            sum += term.Coefficient * term.Source switch
            {
                ScalarSource.Slot => scalars[term.Index],
                ScalarSource.Rate => lanes.Rates[term.Index],
                ScalarSource.Growth => lanes.Growth[term.Index],
                _ => 1,
            };
        }

        return sum;
    }

    private double Norm(
        ErrorNorm norm, ReadOnlySpan<double> error, ReadOnlySpan<double> state, ReadOnlySpan<double> scalars, in LaneResults lanes)
    {
        var a = state.Slice(norm.A * _dimension, _dimension);
        var b = state.Slice(norm.B * _dimension, _dimension);
        var sum = 0.0;
        for (var j = 0; j < error.Length; j++)
        {
            var scaled = error[j] / (norm.AbsoluteTolerance + (norm.RelativeTolerance * Math.Max(Math.Abs(a[j]), Math.Abs(b[j]))));
            sum += scaled * scaled;
        }

        foreach (var scalar in norm.Scalars)
        {
            var scale = norm.AbsoluteTolerance + (norm.RelativeTolerance * Math.Abs(scalars[scalar.A]));
            var scaled = Combine(scalar.Error, scalars, lanes) / scale;
            sum += scaled * scaled;
        }

        return Math.Sqrt(sum / (error.Length + norm.Scalars.Length));
    }

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    // Multiplication and addition stay two roundings (no fused multiply-add), so vector width and tail give equal bits.
    private static void AddScaled(double coefficient, ReadOnlySpan<double> x, Span<double> sum)
    {
        var i = 0;
        if (x.Length >= Vector<double>.Count)
        {
            var factor = new Vector<double>(coefficient);
            var xs = MemoryMarshal.Cast<double, Vector<double>>(x);
            var sums = MemoryMarshal.Cast<double, Vector<double>>(sum);
            for (var v = 0; v < xs.Length; v++)
            {
                sums[v] += factor * xs[v];
            }

            i = xs.Length * Vector<double>.Count;
        }

        for (; i < x.Length; i++)
        {
            sum[i] += coefficient * x[i];
        }
    }

    private static Span<double> Grow(ref double[] array, int length)
    {
        if (array.Length < length)
        {
            array = new double[length];
        }

        return array.AsSpan(0, length);
    }

    private static Span<double> Row(Slab slab, int index) => slab.Numbers.AsSpan(index * slab.Stride, slab.Stride);

    private Span<double> Vector(in RowHandle row, int slot)
        => Row(_slabs[row.Slab], row.Index).Slice(slot * _dimension, _dimension);

    private ReadOnlySpan<double> DrawNoise(in RowIdentity identity, Tick tick)
    {
        var noise = Grow(ref _noise, tick.Noise.Length * _dimension);
        for (var i = 0; i < tick.Noise.Length; i++)
        {
            var draw = tick.Noise[i];
            draw.Law.Draw(identity.Key(draw.Purpose, draw.Step, draw.Stage), noise.Slice(i * _dimension, _dimension));
        }

        return noise;
    }

    private sealed class Slab
    {
        public Slab(int vectorSlots, int scalarSlots, int dimension)
        {
            VectorSlots = vectorSlots;
            ScalarSlots = scalarSlots;
            Stride = (vectorSlots * dimension) + scalarSlots;
            Numbers = new double[Stride * RowsPerSlab];
            Free = new(Enumerable.Range(0, RowsPerSlab).Reverse());
        }

        public int VectorSlots { get; }

        public int ScalarSlots { get; }

        public int Stride { get; }

        public double[] Numbers { get; }

        public Stack<int> Free { get; }
    }
}
