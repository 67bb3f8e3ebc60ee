using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Engine;

/// <summary>
/// One tick of one model: packs the lanes of the chosen rows by flavour, evaluates, applies terms, updates the rows and
/// moves them on. Belongs to the device thread.
/// </summary>
internal sealed class TickExecutor
{
    private readonly Dictionary<ActiveRow, RowFailure> _failed = [];
    private readonly TickLanes _lanes = new();
    private readonly GuidanceStage _guidance = new();
    private readonly ContrastMixer _mixer = new();
    private double[] _rates = [];
    private double[] _laneDenoised = [];
    private double[] _laneRates = [];
    private double[] _laneGrowth = [];

    /// <summary>Runs the tick. Rows that fail are retired alone.</summary>
    public int Run(EngineModel model, List<RunningRequest> requests)
    {
        _failed.Clear();
        var lanes = _lanes.Pack(model, requests);
        _guidance.Begin(model, _lanes);
        Evaluate(model);
        _guidance.Sum(model, _lanes);
        AddGuidanceRates(model);
        Apply(model, requests);
        foreach (var request in requests)
        {
            if (request.Fault is null)
            {
                request.Retire(_failed);
            }
        }

        return lanes;
    }

    private void Evaluate(EngineModel model)
    {
        if (model.Value.Count > 0)
        {
            model.Field.Evaluate(model.Value);
            ContrastMixer.Combine(model.Value, _lanes.ValueMixes);
        }

        if (model.Vjp.Count > 0)
        {
            model.Field.EvaluateWithVjp(model.Vjp, batch => _mixer.Share(batch, _lanes.VjpMixes, WriteCotangents));
            _mixer.Collect(model.Vjp, _lanes.VjpMixes);
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

    // What sigma^2 G adds to c^T J c.
    private void AddGuidanceRates(EngineModel model)
    {
        var d = model.Dimension;
        var sums = _guidance.Sums(_lanes.Places.Count * d);
        foreach (var (lane, first, step) in _lanes.Differences)
        {
            var c = Lane(model.Vjp.Cotangent, lane, d);
            var derivative = 0.0;
            for (var k = 0; k < GuidanceDifference.Lanes; k++)
            {
                var guidance = sums.Slice((first + k) * d, d);
                var along = 0.0;
                for (var j = 0; j < d; j++)
                {
                    along += c[j] * guidance[j];
                }

                derivative += GuidanceDifference.Factor(k) * along;
            }

            var sigma = model.Vjp.NoiseLevel[lane];
            _rates[lane] += sigma * sigma * (derivative / step);
        }
    }

    private void WriteCotangents(LaneBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var c = Lane(batch.Cotangent, i, batch.Dimension);
            if (_lanes.Cotangents[i] is not { } program)
            {
                c.Clear();
                continue;
            }

            try
            {
                program.Cotangent.Write(
                    program.Row, Lane(batch.X, i, batch.Dimension), Lane(batch.Denoised, i, batch.Dimension), batch.NoiseLevel[i], c);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                program.Request.Fault ??= exception;
                c.Clear();
            }
        }

        _guidance.WriteCotangents(_lanes, batch);
    }

    private void Apply(EngineModel model, List<RunningRequest> requests)
    {
        var sums = _guidance.Sums(_lanes.Places.Count * model.Dimension);
        var (first, index) = (0, 0);
        foreach (var request in requests)
        {
            // A request without terms never reads G, so that a neighbour's terms cannot turn its numbers into inf * 0.
            var guided = sums.Length > 0 && request.Job.Terms.Count > 0;
            foreach (var row in request.Chosen)
            {
                var tick = row.Tick!;
                var count = tick.Lanes.Length;
                var results = Results(
                    model, first, count, guided ? sums.Slice(first * model.Dimension, count * model.Dimension) : default);
                first += _lanes.RowPlaces[index++];
                if (request.Fault is null)
                {
                    Apply(model, request, row, tick, results);
                }
            }
        }
    }

    private void Apply(EngineModel model, RunningRequest request, ActiveRow row, Tick tick, in LaneResults results)
    {
        if (_guidance.Failures.Count > 0 && _guidance.Failures.TryGetValue(row, out var reason))
        {
            _failed[row] = new RowFailure(row.Row, tick.Step, tick.NoiseLevel, reason);
            return;
        }

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

    // A row's lanes stand together where its tick has one flavour and no term took lanes of its own; else they are gathered.
    private LaneResults Results(EngineModel model, int first, int count, ReadOnlySpan<double> guidance)
    {
        var d = model.Dimension;
        var place = count > 0 ? _lanes.Places[first] : default;
        var together = true;
        for (var i = 1; i < count; i++)
        {
            together &= _lanes.Places[first + i] == place with { Index = place.Index + i };
        }

        if (together)
        {
            var batch = place.Vjp ? model.Vjp : model.Value;
            return new LaneResults(
                batch.Denoised.Slice(place.Index * d, count * d),
                guidance,
                place.Vjp ? _rates.AsSpan(place.Index, count) : default,
                batch.Growth.Slice(place.Index, count));
        }

        var denoised = Grow(ref _laneDenoised, count * d);
        var rates = Grow(ref _laneRates, count);
        var growth = Grow(ref _laneGrowth, count);
        for (var i = 0; i < count; i++)
        {
            var (vjp, index) = _lanes.Places[first + i];
            var batch = vjp ? model.Vjp : model.Value;
            Lane(batch.Denoised, index, d).CopyTo(denoised[(i * d)..]);
            rates[i] = vjp ? _rates[index] : 0;
            growth[i] = batch.Growth[index];
        }

        return new LaneResults(denoised, guidance, rates, growth);
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
