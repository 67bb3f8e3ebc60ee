using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Engine;

/// <summary>
/// One tick of one model: packs the lanes of the chosen rows by flavour, evaluates, applies terms, updates the rows and
/// moves them on. Belongs to the device thread.
/// </summary>
internal sealed class TickExecutor
{
    private readonly Dictionary<ActiveRow, RowFailure> _failed = [];
    private readonly List<(RunningRequest Request, RowIdentity Row, Cotangent Cotangent)> _cotangents = [];
    private double[] _guidanceValue = [];
    private double[] _guidanceVjp = [];
    private double[] _rates = [];
    private double[] _laneDenoised = [];
    private double[] _laneGuidance = [];
    private double[] _laneRates = [];

    /// <summary>Runs the tick. Rows that fail are retired alone.</summary>
    public int Run(EngineModel model, List<RunningRequest> requests)
    {
        _failed.Clear();
        var lanes = Pack(model, requests);
        Evaluate(model);
        var guided = Guide(model, requests);
        Apply(model, requests, guided);
        foreach (var request in requests)
        {
            if (request.Fault is null)
            {
                request.Retire(_failed);
            }
        }

        return lanes;
    }

    private int Pack(EngineModel model, List<RunningRequest> requests)
    {
        var value = 0;
        var vjp = 0;
        foreach (var request in requests)
        {
            foreach (var row in request.Chosen)
            {
                value += row.Tick!.ValueLanes;
                vjp += row.Tick.Lanes.Length - row.Tick.ValueLanes;
            }
        }

        model.Value.Resize(value);
        model.Vjp.Resize(vjp, withVectorJacobian: true);
        _cotangents.Clear();
        value = vjp = 0;
        foreach (var request in requests)
        {
            foreach (var row in request.Chosen)
            {
                foreach (var lane in row.Tick!.Lanes)
                {
                    var isValue = lane.Flavour == LaneFlavour.Value;
                    var batch = isValue ? model.Value : model.Vjp;
                    var index = isValue ? value++ : vjp++;
                    batch.NoiseLevel[index] = lane.NoiseLevel;
                    model.Store.Read(row.Handle, lane.Slot, Lane(batch.X, index, model.Dimension));
                    if (!isValue)
                    {
                        _cotangents.Add((request, request.Identity(row), lane.Cotangent!));
                    }
                }

                request.CountEvaluations(row);
            }
        }

        return value + vjp;
    }

    private void Evaluate(EngineModel model)
    {
        if (model.Value.Count > 0)
        {
            model.Field.Evaluate(model.Value);
        }

        if (model.Vjp.Count > 0)
        {
            model.Field.EvaluateWithVjp(model.Vjp, WriteCotangents);
            var rates = Grow(ref _rates, model.Vjp.Count);
            for (var i = 0; i < rates.Length; i++)
            {
                var c = Lane(model.Vjp.Cotangent, i, model.Dimension);
                var product = Lane(model.Vjp.VectorJacobian, i, model.Dimension);
                var sum = 0.0;
                for (var j = 0; j < c.Length; j++)
                {
                    sum += c[j] * product[j];
                }

                rates[i] = sum;
            }
        }
    }

    private void WriteCotangents(LaneBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var (request, row, cotangent) = _cotangents[i];
            var c = Lane(batch.Cotangent, i, batch.Dimension);
            try
            {
                cotangent.Write(row, Lane(batch.X, i, batch.Dimension), Lane(batch.Denoised, i, batch.Dimension), batch.NoiseLevel[i], c);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                request.Fault ??= exception;
                c.Clear();
            }
        }
    }

    // Lanes of a request are contiguous in each batch, because rows were packed request by request.
    private bool Guide(EngineModel model, List<RunningRequest> requests)
    {
        if (!requests.Exists(r => r.Job.Terms.Count > 0))
        {
            return false;
        }

        Grow(ref _guidanceValue, model.Value.Count * model.Dimension).Clear();
        Grow(ref _guidanceVjp, model.Vjp.Count * model.Dimension).Clear();
        var value = 0;
        var vjp = 0;
        foreach (var request in requests)
        {
            var firstValue = value;
            var firstVjp = vjp;
            foreach (var row in request.Chosen)
            {
                value += row.Tick!.ValueLanes;
                vjp += row.Tick.Lanes.Length - row.Tick.ValueLanes;
            }

            try
            {
                foreach (var term in request.Job.Terms)
                {
                    AddTerm(term, model.Value, _guidanceValue, firstValue, value - firstValue);
                    AddTerm(term, model.Vjp, _guidanceVjp, firstVjp, vjp - firstVjp);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                request.Fault ??= exception;
            }
        }

        return true;
    }

    private static void AddTerm(IGuidanceTerm term, LaneBatch batch, double[] guidance, int first, int count)
    {
        if (count == 0)
        {
            return;
        }

        var d = batch.Dimension;
        term.Add(new GuidanceLanes(
            d,
            batch.X.Slice(first * d, count * d),
            batch.NoiseLevel.Slice(first, count),
            batch.Denoised.Slice(first * d, count * d),
            guidance.AsSpan(first * d, count * d)));
    }

    private void Apply(EngineModel model, List<RunningRequest> requests, bool guided)
    {
        var value = 0;
        var vjp = 0;
        foreach (var request in requests)
        {
            // A request without terms never reads G, so that a neighbour's terms cannot turn its numbers into inf * 0.
            var withTerms = guided && request.Job.Terms.Count > 0;
            foreach (var row in request.Chosen)
            {
                var tick = row.Tick!;
                var results = Results(model, tick, withTerms, ref value, ref vjp);
                if (request.Fault is null)
                {
                    Apply(model, request, row, tick, results);
                }
            }
        }
    }

    private void Apply(EngineModel model, RunningRequest request, ActiveRow row, Tick tick, in LaneResults results)
    {
        try
        {
            var finite = model.Store.Apply(row.Handle, request.Identity(row), tick, results);
            var failure = finite ? request.Advance(row) : Failure(row, tick, results);
            if (failure is not null)
            {
                _failed[row] = failure;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            request.Fault ??= exception;
        }
    }

    private static RowFailure Failure(ActiveRow row, Tick tick, in LaneResults results)
    {
        var what = AllFinite(results.Denoised)
            ? AllFinite(results.Guidance) ? "The state became non-finite." : "The guidance was non-finite."
            : "The denoiser was non-finite.";
        return new RowFailure(row.Row, tick.Step, tick.NoiseLevel, what);
    }

    private static bool AllFinite(ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            if (!double.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }

    // A row's lanes of one flavour are contiguous already; only a tick that mixes flavours is gathered.
    private LaneResults Results(EngineModel model, Tick tick, bool guided, ref int value, ref int vjp)
    {
        var d = model.Dimension;
        var count = tick.Lanes.Length;
        var values = tick.ValueLanes;
        if (values == count)
        {
            var first = value;
            value += count;
            return new LaneResults(
                model.Value.Denoised.Slice(first * d, count * d),
                guided ? _guidanceValue.AsSpan(first * d, count * d) : default,
                default);
        }

        if (values == 0)
        {
            var first = vjp;
            vjp += count;
            return new LaneResults(
                model.Vjp.Denoised.Slice(first * d, count * d),
                guided ? _guidanceVjp.AsSpan(first * d, count * d) : default,
                _rates.AsSpan(first, count));
        }

        var denoised = Grow(ref _laneDenoised, count * d);
        var guidance = guided ? Grow(ref _laneGuidance, count * d) : default;
        var rates = Grow(ref _laneRates, count);
        for (var i = 0; i < count; i++)
        {
            var isValue = tick.Lanes[i].Flavour == LaneFlavour.Value;
            var batch = isValue ? model.Value : model.Vjp;
            var index = isValue ? value++ : vjp++;
            Lane(batch.Denoised, index, d).CopyTo(denoised[(i * d)..]);
            rates[i] = isValue ? 0 : _rates[index];
            if (guided)
            {
                (isValue ? _guidanceValue : _guidanceVjp).AsSpan(index * d, d).CopyTo(guidance[(i * d)..]);
            }
        }

        return new LaneResults(denoised, guidance, rates);
    }

    private static Span<double> Lane(Span<double> all, int index, int dimension) => all.Slice(index * dimension, dimension);

    private static Span<double> Grow(ref double[] array, int length)
    {
        if (array.Length < length)
        {
            array = new double[length];
        }

        return array.AsSpan(0, length);
    }
}
