using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>Prices lanes before they run, in evaluations without a gradient.</summary>
public static class Pricing
{
    /// <summary>Price of a lane with a vector-Jacobian product: one forward and one backward pass cost 2.0 to 2.3 forward passes.</summary>
    public const double ValueAndVjp = 2.3;

    // What a lane costs at least, in millions of operations: a closed-form field is cheaper than the engine's own work on it.
    private const double LeastLaneCost = 0.1;

    /// <summary>Price of the lanes of one row.</summary>
    /// <param name="lanes">Lanes by flavour.</param>
    /// <returns>Evaluations without a gradient.</returns>
    public static double OfRow(LaneCount lanes) => lanes.Value + (ValueAndVjp * lanes.ValueAndVjp);

    /// <summary>The most lanes that one row may need, with those that terms turn and add.</summary>
    /// <param name="program">The row's program.</param>
    /// <param name="terms">Terms added to the field.</param>
    /// <param name="contrast">How denoisers with and without a condition are combined; null where they are not.</param>
    /// <returns>Lanes by flavour.</returns>
    public static LaneCount LanesOfRow(RowProgram program, IReadOnlyList<GuidanceTerm> terms, ConditionContrast? contrast = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0 && contrast is null)
        {
            return program.MaximumLanes;
        }

        if (program is TableProgram table)
        {
            var (value, vjp) = (0L, 0L);
            foreach (var tick in table.Ticks)
            {
                foreach (var lane in tick.Lanes)
                {
                    var lanes = LaneGuidance.Lanes(terms, LaneGuidance.Moment(tick, lane), lane.Flavour);
                    var times = ConditionContrast.Lanes(contrast, lane.NoiseLevel);
                    (value, vjp) = (value + (times * lanes.Value), vjp + (times * lanes.ValueAndVjp));
                }
            }

            return new(value, vjp);
        }

        // Where the levels are not known beforehand, every term may act at every evaluation.
        var products = terms.Count(term => term.Need == GuidanceNeed.VectorJacobian && LaneGuidance.TakesOwnLane(term))
            + (terms.Any(term => term.Need == GuidanceNeed.VectorJacobian && !LaneGuidance.TakesOwnLane(term)) ? 1 : 0);
        var most = program.MaximumLanes;
        var twice = contrast is null ? 1 : 2;
        var guided = LaneGuidance.Lanes(products, terms.Count > 0, LaneFlavour.Value);
        var followed = LaneGuidance.Lanes(products, terms.Count > 0, LaneFlavour.ValueAndVjp);
        return new(
            twice * ((most.Value * guided.Value) + (most.ValueAndVjp * followed.Value)),
            twice * ((most.Value * guided.ValueAndVjp) + (most.ValueAndVjp * followed.ValueAndVjp)));
    }

    /// <summary>The most that one row of a job may cost, terms included.</summary>
    /// <param name="job">The job.</param>
    /// <returns>Evaluations without a gradient.</returns>
    public static double OfRow(EngineJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Terms.Count == 0 && job.Contrast is null)
        {
            return OfRow(job.Program.MaximumLanes);
        }

        if (job.Program is TableProgram table)
        {
            return table.Ticks.Sum(tick => Of(tick, job));
        }

        var most = job.Program.MaximumLanes;
        return OfRow(LanesOfRow(job.Program, job.Terms, job.Contrast))
            + ((most.Value + (TimesGuided(LaneFlavour.ValueAndVjp) * most.ValueAndVjp)) * job.Terms.Sum(term => OfTerm(term, job.Model)));
    }

    internal static double Of(Tick tick, EngineJob job)
    {
        if (job.Terms.Count == 0 && job.Contrast is null)
        {
            return tick.ValueLanes + (ValueAndVjp * (tick.Lanes.Length - tick.ValueLanes));
        }

        var price = 0.0;
        foreach (var lane in tick.Lanes)
        {
            var moment = LaneGuidance.Moment(tick, lane);
            price += ConditionContrast.Lanes(job.Contrast, lane.NoiseLevel) * OfRow(LaneGuidance.Lanes(job.Terms, moment, lane.Flavour));
            for (var t = 0; t < job.Terms.Count; t++)
            {
                price += job.Terms[t].ActsAt(moment) ? TimesGuided(lane.Flavour) * OfTerm(job.Terms[t], job.Model) : 0;
            }
        }

        return price;
    }

    // How often a term is evaluated for a lane: around a lane whose rate takes in the term's derivative, as well.
    private static int TimesGuided(LaneFlavour flavour) => flavour == LaneFlavour.ValueAndVjp ? 1 + GuidanceDifference.Lanes : 1;

    private static double OfTerm(GuidanceTerm term, EngineModel model) =>
        term.Cost(model.Dimension) / Math.Max(model.LanePrice, LeastLaneCost);
}
