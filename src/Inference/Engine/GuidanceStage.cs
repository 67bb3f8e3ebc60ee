using System.Runtime.InteropServices;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>
/// Computes the guidance sums of a tick: terms of one kernel and need in one call over the lanes of all requests, then, lane
/// by lane, the sum in the order of the request's own terms, so that no neighbour changes an order of summation. Belongs to
/// the device thread.
/// </summary>
internal sealed class GuidanceStage
{
    private readonly Dictionary<IGuidanceKernel, GuidanceBatch> _direct = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IGuidanceKernel, GuidanceBatch> _products = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<GuidanceBatch> _pool = new();
    private readonly GuidanceBatch _unit = new();
    private readonly List<(GuidanceBatch Batch, int Slot)> _slots = [];
    private readonly Dictionary<ActiveRow, string> _failures = [];
    private double[] _sums = [];
    private bool[] _productTaken = [];

    /// <summary>Rows whose terms failed, with the reason.</summary>
    public IReadOnlyDictionary<ActiveRow, string> Failures => _failures;

    /// <summary>G of every place, <c>[places, dim]</c>; empty where no term acts in this tick.</summary>
    public ReadOnlySpan<double> Sums(int numbers) => _slots.Count == 0 ? default : _sums.AsSpan(0, numbers);

    /// <summary>Sorts the terms at work by kernel.</summary>
    public void Begin(EngineModel model, TickLanes lanes)
    {
        Recycle(_direct);
        Recycle(_products);
        _slots.Clear();
        _failures.Clear();
        foreach (var entry in lanes.Entries)
        {
            var term = entry.Term;
            var batches = entry.Product < 0 ? _direct : _products;
            ref var batch = ref CollectionsMarshal.GetValueRefOrAddDefault(batches, term.Kernel, out var known);
            if (!known)
            {
                batch = _pool.TryPop(out var free) ? free : new GuidanceBatch();
                batch.Begin(model.Dimension);
            }

            _slots.Add((batch!, batch!.Add(term, entry.Address)));
        }
    }

    /// <summary>Adds the terms' cotangents once the denoisers of the vector-Jacobian lanes are known.</summary>
    public void WriteCotangents(TickLanes lanes, LaneBatch vjp)
    {
        if (_products.Count == 0)
        {
            return;
        }

        Gather(lanes, vjp, vjp, products: true);
        Evaluate(lanes, _products);
        var d = vjp.Dimension;
        for (var e = 0; e < _slots.Count; e++)
        {
            var entry = lanes.Entries[e];
            if (entry.Product < 0)
            {
                continue;
            }

            var (batch, slot) = _slots[e];
            var gradient = batch.Gradient.Slice(slot * d, d);
            var cotangent = vjp.Cotangent.Slice(entry.Product * d, d);

            // A term whose length counts has the lane to itself: it is scaled once the product is known.
            AddScaled(LaneGuidance.TakesOwnLane(entry.Term) ? 1 : entry.Term.WeightAt(vjp.NoiseLevel[entry.Product]), gradient, cotangent);
        }
    }

    /// <summary>Computes the guidance sums once everything else is known.</summary>
    public void Sum(EngineModel model, TickLanes lanes)
    {
        if (_slots.Count == 0)
        {
            return;
        }

        if (_direct.Count > 0)
        {
            Gather(lanes, model.Value, model.Vjp, products: false);
            Evaluate(lanes, _direct);
        }

        var d = model.Dimension;
        Grow(ref _sums, lanes.Places.Count * d).Clear();
        Grow(ref _productTaken, model.Vjp.Count).Clear();
        for (var e = 0; e < _slots.Count;)
        {
            var end = e + 1;
            while (end < _slots.Count && lanes.Entries[end].Lane == lanes.Entries[e].Lane)
            {
                end++;
            }

            var sum = _sums.AsSpan(lanes.Entries[e].Lane * d, d);
            for (var i = e; i < end; i++)
            {
                AddEntry(model, lanes.Entries[i], _slots[i], sum);
            }

            Report(lanes, e, end, sum, NoiseLevel(model, lanes.Entries[e].Place));
            e = end;
        }
    }

    private void AddEntry(EngineModel model, in GuidanceEntry entry, (GuidanceBatch Batch, int Slot) at, Span<double> sum)
    {
        var d = model.Dimension;
        var term = entry.Term;
        var noiseLevel = NoiseLevel(model, entry.Place);
        var gradient = entry.Product < 0
            ? at.Batch.Gradient.Slice(at.Slot * d, d)
            : model.Vjp.VectorJacobian.Slice(entry.Product * d, d);
        if (LaneGuidance.TakesOwnLane(term))
        {
            AddScaled(term.FactorOf(noiseLevel, Length(gradient), ref at.Batch.Reports[at.Slot]), gradient, sum);
        }
        else if (entry.Product < 0)
        {
            AddScaled(term.WeightAt(noiseLevel), gradient, sum);
        }
        else if (!_productTaken[entry.Product])
        {
            // The first of the terms that share a product brings it in; their weights are in the cotangent.
            _productTaken[entry.Product] = true;
            AddScaled(1, gradient, sum);
        }
    }

    private void Report(TickLanes lanes, int first, int end, ReadOnlySpan<double> sum, double noiseLevel)
    {
        var entry = lanes.Entries[first];
        if (entry.Request.GuidanceOf(entry.Row) is not { } report)
        {
            return;
        }

        report.BeginEvaluation();
        for (var i = first; i < end; i++)
        {
            report.Add(_slots[i].Batch.Reports[_slots[i].Slot]);
        }

        report.EndEvaluation(noiseLevel * noiseLevel * Length(sum));
    }

    private void Gather(TickLanes lanes, LaneBatch value, LaneBatch vjp, bool products)
    {
        foreach (var batch in (products ? _products : _direct).Values)
        {
            batch.Size();
        }

        var d = vjp.Dimension;
        for (var e = 0; e < _slots.Count; e++)
        {
            var entry = lanes.Entries[e];
            if (entry.Product >= 0 != products)
            {
                continue;
            }

            var from = products || entry.Place.Vjp ? vjp : value;
            var lane = products ? entry.Product : entry.Place.Index;
            var (batch, slot) = _slots[e];
            batch.NoiseLevel[slot] = from.NoiseLevel[lane];
            from.X.Slice(lane * d, d).CopyTo(batch.X[(slot * d)..]);
            from.Denoised.Slice(lane * d, d).CopyTo(batch.Denoised[(slot * d)..]);
        }
    }

    private void Evaluate(TickLanes lanes, Dictionary<IGuidanceKernel, GuidanceBatch> batches)
    {
        foreach (var (kernel, batch) in batches)
        {
            try
            {
                kernel.Evaluate(batch);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                EvaluateUnits(lanes, kernel, batch);
            }
        }
    }

    // Whatever a kernel threw is pinned on the rows that make it throw when they are alone.
    private void EvaluateUnits(TickLanes lanes, IGuidanceKernel kernel, GuidanceBatch batch)
    {
        for (var first = 0; first < batch.Count;)
        {
            var end = batch.EndOfUnit(first);
            _unit.CopyUnit(batch, first, end);
            try
            {
                kernel.Evaluate(_unit);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                _unit.Gradient.Clear();
                Fail(lanes, batch, first, end, exception);
            }

            _unit.WriteUnit(batch, first);
            first = end;
        }
    }

    private void Fail(TickLanes lanes, GuidanceBatch batch, int first, int end, Exception exception)
    {
        for (var e = 0; e < _slots.Count; e++)
        {
            if (ReferenceEquals(_slots[e].Batch, batch) && _slots[e].Slot >= first && _slots[e].Slot < end)
            {
                _failures.TryAdd(lanes.Entries[e].Row, $"A guidance term failed: {exception.Message}");
            }
        }
    }

    private static double NoiseLevel(EngineModel model, LanePlace place) =>
        (place.Vjp ? model.Vjp : model.Value).NoiseLevel[place.Index];

    private void Recycle(Dictionary<IGuidanceKernel, GuidanceBatch> batches)
    {
        foreach (var batch in batches.Values)
        {
            _pool.Push(batch);
        }

        batches.Clear();
    }

    private static double Length(ReadOnlySpan<double> vector)
    {
        var largest = 0.0;
        foreach (var v in vector)
        {
            largest = Math.Max(largest, Math.Abs(v));
        }

        if (!(largest > 0) || double.IsInfinity(largest))
        {
            return largest;
        }

        var sum = 0.0;
        foreach (var v in vector)
        {
            sum += v / largest * (v / largest);
        }

        return largest * Math.Sqrt(sum);
    }

    private static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> sum)
    {
        for (var i = 0; i < x.Length; i++)
        {
            sum[i] += factor * x[i];
        }
    }

    private static Span<T> Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, 2 * array.Length)];
        }

        return array.AsSpan(0, length);
    }
}
