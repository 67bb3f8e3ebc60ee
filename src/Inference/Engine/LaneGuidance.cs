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
        var products = plan.Own + Math.Min(plan.Shared, 1);
        return flavour == LaneFlavour.ValueAndVjp ? new(0, 1 + products) : products > 0 ? new(0, products) : new(1, 0);
    }
}

/// <summary>Lanes that terms need beside, or instead of, a program's lane.</summary>
/// <param name="Shared">Terms that share one.</param>
/// <param name="Own">Terms that take one each.</param>
/// <param name="FirstOnMain">Whether the program's lane becomes the first of them.</param>
internal readonly record struct LanePlan(int Shared, int Own, bool FirstOnMain);
