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
        var scratch = Grow(ref _scratch, vectorNumbers + tick.Scalars.Length);
        scratch.Clear();

        for (var u = 0; u < tick.Vectors.Length; u++)
        {
            var sum = scratch.Slice(u * _dimension, _dimension);
            foreach (var term in tick.Vectors[u].Terms)
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

        var scalars = state[(slab.VectorSlots * _dimension)..];
        for (var u = 0; u < tick.Scalars.Length; u++)
        {
            var sum = 0.0;
            foreach (var term in tick.Scalars[u].Terms)
            {
                sum += term.Coefficient * term.Source switch
                {
                    ScalarSource.Slot => scalars[term.Index],
                    ScalarSource.Rate => lanes.Rates[term.Index],
                    _ => 1,
                };
            }

            scratch[vectorNumbers + u] = sum;
        }

        for (var u = 0; u < tick.Vectors.Length; u++)
        {
            scratch.Slice(u * _dimension, _dimension).CopyTo(state[(tick.Vectors[u].Target * _dimension)..]);
        }

        for (var u = 0; u < tick.Scalars.Length; u++)
        {
            scalars[tick.Scalars[u].Target] = scratch[vectorNumbers + u];
        }

        return AllFinite(scratch);
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
