using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>What the terms of a request make of one lane of its program.</summary>
internal static class LaneGuidance
{
    public static LaneMoment Moment(Tick tick, Lane lane) => new(lane.NoiseLevel, tick.Stage, tick.Last);

    public static bool TakesOwnLane(GuidanceTerm term) => term.ScalesByLength;

    /// <summary>How many terms share a vector-Jacobian lane or take one of their own, and whether one of them can use the lane itself.</summary>
    public static LanePlan Plan(IReadOnlyList<GuidanceTerm> terms, in LaneMoment moment, LaneFlavour flavour)
    {
        var shared = 0;
        var own = 0;
        for (var t = 0; t < terms.Count; t++)
        {
            if (terms[t].Need == GuidanceNeed.VectorJacobian && terms[t].ActsAt(moment))
            {
                _ = TakesOwnLane(terms[t]) ? own++ : shared++;
            }
        }

        return new LanePlan(shared, own, flavour == LaneFlavour.Value && shared + own > 0);
    }

    /// <summary>The lanes that a lane of a program turns into.</summary>
    public static LaneCount Lanes(IReadOnlyList<GuidanceTerm> terms, in LaneMoment moment, LaneFlavour flavour)
    {
        var plan = Plan(terms, moment, flavour);
        return Lanes(plan.Own + Math.Min(plan.Shared, 1), Acts(terms, moment), flavour);
    }

    /// <summary>The lanes that a lane of a program turns into.</summary>
    /// <param name="products">Vector-Jacobian products that terms need of a lane.</param>
    /// <param name="acts">Whether a term acts.</param>
    /// <param name="flavour">The lane's flavour.</param>
    /// <returns>The most that they are.</returns>
    public static LaneCount Lanes(int products, bool acts, LaneFlavour flavour)
    {
        var guided = products > 0 ? new LaneCount(0, products) : new LaneCount(1, 0);
        var around = acts ? GuidanceDifference.Lanes : 0;
        return flavour == LaneFlavour.Value ? guided : new(around * guided.Value, 1 + products + (around * guided.ValueAndVjp));
    }

    /// <summary>Whether a term acts on a lane.</summary>
    public static bool Acts(IReadOnlyList<GuidanceTerm> terms, in LaneMoment moment)
    {
        for (var t = 0; t < terms.Count; t++)
        {
            if (terms[t].ActsAt(moment))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a gradient is computed in single precision.</summary>
    public static bool AnySinglePrecision(IReadOnlyList<GuidanceTerm> terms)
    {
        for (var t = 0; t < terms.Count; t++)
        {
            if (terms[t].SinglePrecision)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Lanes that terms need beside, or instead of, a program's lane.</summary>
/// <param name="Shared">Terms that share one.</param>
/// <param name="Own">Terms that take one each.</param>
/// <param name="FirstOnMain">Whether the program's lane becomes the first of them.</param>
internal readonly record struct LanePlan(int Shared, int Own, bool FirstOnMain);
