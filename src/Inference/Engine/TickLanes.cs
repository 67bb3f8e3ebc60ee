using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>
/// Packs the lanes of the chosen rows by flavour. A value lane on which a term needs a vector-Jacobian product becomes a
/// lane with one; terms share it, but for those whose own gradient's length counts, which get lanes of their own when there
/// is more than one term. Belongs to the device thread.
/// </summary>
internal sealed class TickLanes
{
    private readonly List<Source> _value = [];
    private readonly List<Source> _vjp = [];
    private double[] _directions = [];
    private int _directionCount;

    /// <summary>Where the lanes of the ticks went, in the order of requests, rows and their ticks' lanes.</summary>
    public List<LanePlace> Places { get; } = [];

    /// <summary>How many places each row has, in the same order: those of its tick's lanes, then those of <see cref="Differences"/>.</summary>
    public List<int> RowPlaces { get; } = [];

    /// <summary>Derivatives of guidance sums that lanes of the vector-Jacobian batch need for their rates.</summary>
    public List<LaneDifference> Differences { get; } = [];

    /// <summary>Terms at work, in the order of their lanes' places and, within a lane, of the request's terms.</summary>
    public List<GuidanceEntry> Entries { get; } = [];

    /// <summary>The programs' own cotangents, per lane of the vector-Jacobian batch; null for lanes of terms.</summary>
    public List<ProgramCotangent?> Cotangents { get; } = [];

    /// <summary>Value lanes that are combined with the lane after them.</summary>
    public List<LaneMix> ValueMixes { get; } = [];

    /// <summary>The same of the lanes with vector-Jacobian products.</summary>
    public List<LaneMix> VjpMixes { get; } = [];

    /// <summary>Fills both batches and returns the number of lanes.</summary>
    public int Pack(EngineModel model, List<RunningRequest> requests)
    {
        _value.Clear();
        _vjp.Clear();
        Places.Clear();
        RowPlaces.Clear();
        Differences.Clear();
        _directionCount = 0;
        Entries.Clear();
        Cotangents.Clear();
        ValueMixes.Clear();
        VjpMixes.Clear();
        foreach (var request in requests)
        {
            foreach (var row in request.Chosen)
            {
                var before = _value.Count + _vjp.Count;
                var places = Places.Count;
                var lanes = row.Tick!.Lanes;
                for (var i = 0; i < lanes.Length; i++)
                {
                    Place(request, row, lanes[i], i);
                }

                if (request.Job.Terms.Count > 0 && row.Tick.ValueLanes < lanes.Length)
                {
                    PlaceDifferences(model, request, row, places);
                }

                RowPlaces.Add(Places.Count - places);

                request.CountEvaluations(row, _value.Count + _vjp.Count - before);
            }
        }

        model.Value.Resize(_value.Count);
        model.Vjp.Resize(_vjp.Count, withVectorJacobian: true);
        Fill(model, model.Value, _value);
        Fill(model, model.Vjp, _vjp);
        return _value.Count + _vjp.Count;
    }

    private void Fill(EngineModel model, LaneBatch batch, List<Source> sources)
    {
        var d = model.Dimension;
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            batch.NoiseLevel[i] = source.NoiseLevel;
            batch.Condition[i] = source.Condition;
            FillCodes(batch.Codes.Slice(i * batch.CodeSlots, batch.CodeSlots), source);
            var x = batch.X.Slice(i * d, d);
            model.Store.Read(source.Row, source.Slot, x);
            if (source.Shift.Length == 0)
            {
                continue;
            }

            var direction = _directions.AsSpan(source.Shift.Direction * d, d);
            for (var j = 0; j < d; j++)
            {
                x[j] += source.Shift.Length * direction[j];
            }
        }
    }

    private static void FillCodes(Span<int> codes, in Source source)
    {
        if (source.Codes is null)
        {
            codes.Fill(-1);
        }
        else
        {
            source.Codes.AsSpan(source.CodeRow * codes.Length, codes.Length).CopyTo(codes);
        }
    }

    private void Place(RunningRequest request, ActiveRow row, Lane lane, int index)
    {
        var terms = request.Job.Terms;
        if (terms.Count == 0)
        {
            Places.Add(lane.Flavour == LaneFlavour.Value
                ? new LanePlace(false, Add(_value, ValueMixes, request, row, lane, default))
                : AddProgramVjp(request, row, lane));
            return;
        }

        if (lane.Flavour == LaneFlavour.Value)
        {
            PlaceGuided(request, row, lane, default);
            return;
        }

        var place = AddProgramVjp(request, row, lane);
        Places.Add(place);

        // Of the lanes that read off a trace, all at one state, the program reads the guidance sum of one.
        if (row.Tick!.ReadsGuidance(index))
        {
            AddEntries(request, row, lane, default, place, shared: -1, mainTaken: true);
        }
    }

    // A lane of the flavour without a program's cotangent, with the terms that act on it.
    private void PlaceGuided(RunningRequest request, ActiveRow row, Lane lane, LaneShift shift)
    {
        var plan = LaneGuidance.Plan(request.Job.Terms, LaneGuidance.Moment(row.Tick!, lane), LaneFlavour.Value);
        var place = plan.FirstOnMain ? AddVjp(request, row, lane, shift) : new LanePlace(false, Add(_value, ValueMixes, request, row, lane, shift));
        Places.Add(place);
        AddEntries(request, row, lane, shift, place, plan.FirstOnMain && plan.Shared > 0 ? place.Index : -1, mainTaken: !plan.FirstOnMain || plan.Shared > 0);
    }

    private void AddEntries(RunningRequest request, ActiveRow row, Lane lane, LaneShift shift, LanePlace place, int shared, bool mainTaken)
    {
        var terms = request.Job.Terms;
        var moment = LaneGuidance.Moment(row.Tick!, lane);
        for (var t = 0; t < terms.Count; t++)
        {
            var term = terms[t];
            if (!term.ActsAt(moment))
            {
                continue;
            }

            var product = -1;
            if (term.Need == GuidanceNeed.VectorJacobian)
            {
                if (LaneGuidance.TakesOwnLane(term))
                {
                    product = mainTaken ? AddVjp(request, row, lane, shift).Index : place.Index;
                    mainTaken = true;
                }
                else
                {
                    product = shared >= 0 ? shared : shared = AddVjp(request, row, lane, shift).Index;
                }
            }

            Entries.Add(new GuidanceEntry(request, row, t, Address(request, row, t), Places.Count - 1, place, product));
        }
    }

    // Lanes around each of the row's lanes with a cotangent, for what the guidance adds to their rates.
    private void PlaceDifferences(EngineModel model, RunningRequest request, ActiveRow row, int firstPlace)
    {
        var lanes = row.Tick!.Lanes;
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[i];
            var moment = LaneGuidance.Moment(row.Tick, lane);
            if (lane.Flavour != LaneFlavour.ValueAndVjp || !LaneGuidance.Acts(request.Job.Terms, moment))
            {
                continue;
            }

            var direction = AddDirection(model, request, row, lane);
            var single = model.Field.SinglePrecision || LaneGuidance.AnySinglePrecision(request.Job.Terms);
            var step = GuidanceDifference.Step(lane.NoiseLevel, _directions.AsSpan(direction * model.Dimension, model.Dimension), single);
            if (step == 0)
            {
                continue;
            }

            Differences.Add(new LaneDifference(Places[firstPlace + i].Index, Places.Count, step));
            for (var k = 0; k < GuidanceDifference.Lanes; k++)
            {
                PlaceGuided(request, row, lane, new LaneShift(direction, step * GuidanceDifference.Offset(k)));
            }
        }
    }

    private int AddDirection(EngineModel model, RunningRequest request, ActiveRow row, Lane lane)
    {
        var d = model.Dimension;
        if (_directions.Length < (_directionCount + 1) * d)
        {
            Array.Resize(ref _directions, 2 * (_directionCount + 1) * d);
        }

        lane.Cotangent!.Write(request.Identity(row), [], [], lane.NoiseLevel, _directions.AsSpan(_directionCount * d, d));
        return _directionCount++;
    }

    private static LaneAddress Address(RunningRequest request, ActiveRow row, int term)
    {
        var tick = row.Tick!;
        var adaptive = request.Job.Program.IsAdaptive;
        return new LaneAddress(
            request.Job.SharesDraws ? request.Identity(row) with { Row = 0, Attempt = 0 } : request.Identity(row),
            adaptive ? 0 : (uint)tick.Step,
            (byte)((adaptive ? 0 : tick.Stage * LaneAddress.MaxTerms) + term),
            row.Row - (row.Row % request.Job.GroupSize));
    }

    private static int Add(List<Source> sources, List<LaneMix> mixes, RunningRequest request, ActiveRow row, Lane lane, LaneShift shift)
    {
        var job = request.Job;
        var condition = job.Conditions?[row.Row] ?? 0;
        var contrast = job.Contrast;
        var weight = contrast is not null && (contrast.OfCodes ? job.Codes is not null : condition > 0) ? contrast.WeightAt(lane.NoiseLevel) : 1;
        var with = new Source(row.Handle, lane.Slot, lane.NoiseLevel, condition, job.Codes, row.Row, shift);
        var without = contrast is { OfCodes: true } ? with with { Codes = null } : with with { Condition = 0 };
        sources.Add(weight == 0 ? without : with);
        var index = sources.Count - 1;
        if (weight is not (0 or 1))
        {
            sources.Add(without);
            mixes.Add(new LaneMix(index, weight));
        }

        return index;
    }

    private LanePlace AddVjp(RunningRequest request, ActiveRow row, Lane lane, LaneShift shift, ProgramCotangent? cotangent = null)
    {
        var index = Add(_vjp, VjpMixes, request, row, lane, shift);
        Cotangents.Add(cotangent);
        if (_vjp.Count > Cotangents.Count)
        {
            Cotangents.Add(null);
        }

        return new LanePlace(true, index);
    }

    private LanePlace AddProgramVjp(RunningRequest request, ActiveRow row, Lane lane) =>
        AddVjp(request, row, lane, default, new ProgramCotangent(request, request.Identity(row), lane.Cotangent!));

    private readonly record struct Source(RowHandle Row, int Slot, double NoiseLevel, int Condition, int[]? Codes, int CodeRow, LaneShift Shift);

    // How far along which of the directions a lane stands off its row's state.
    private readonly record struct LaneShift(int Direction, double Length);
}

/// <summary>The derivative of the guidance sum that belongs to a lane's rate.</summary>
/// <param name="Lane">Lane of the vector-Jacobian batch.</param>
/// <param name="FirstPlace">First of the <see cref="GuidanceDifference.Lanes"/> places that it is taken over.</param>
/// <param name="Step">Step along the lane's cotangent.</param>
internal readonly record struct LaneDifference(int Lane, int FirstPlace, double Step);

/// <summary>A conditioned lane that is combined with the unconditioned one after it.</summary>
/// <param name="Index">The conditioned lane.</param>
/// <param name="Weight">Its weight w; the other's is 1 - w.</param>
internal readonly record struct LaneMix(int Index, double Weight);

/// <summary>Where a lane of a tick was evaluated.</summary>
/// <param name="Vjp">In the batch with vector-Jacobian products, or the one without.</param>
/// <param name="Index">Lane of that batch.</param>
internal readonly record struct LanePlace(bool Vjp, int Index);

/// <summary>A program's own cotangent.</summary>
/// <param name="Request">Whose it is.</param>
/// <param name="Row">Row of it.</param>
/// <param name="Cotangent">Writes it.</param>
internal sealed record ProgramCotangent(RunningRequest Request, RowIdentity Row, Cotangent Cotangent);

/// <summary>A term at work on a lane.</summary>
/// <param name="Request">Whose it is.</param>
/// <param name="Row">Row of the lane.</param>
/// <param name="TermIndex">Which term of the request.</param>
/// <param name="Address">Address of its noise.</param>
/// <param name="Lane">Index of the lane among the places.</param>
/// <param name="Place">Where the lane was evaluated.</param>
/// <param name="Product">Lane of the vector-Jacobian batch that carries the term's cotangent; -1 for none.</param>
internal readonly record struct GuidanceEntry(
    RunningRequest Request, ActiveRow Row, int TermIndex, LaneAddress Address, int Lane, LanePlace Place, int Product)
{
    public GuidanceTerm Term => Request.Job.Terms[TermIndex];
}
