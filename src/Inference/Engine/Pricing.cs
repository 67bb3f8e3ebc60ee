namespace GenPhys.Inference.Engine;

/// <summary>Prices lanes before they run, in evaluations without a gradient.</summary>
public static class Pricing
{
    /// <summary>Price of a lane with a vector-Jacobian product: one forward and one backward pass cost 2.0 to 2.3 forward passes.</summary>
    public const double ValueAndVjp = 2.3;

    /// <summary>Price of the lanes of one row.</summary>
    /// <param name="lanes">Lanes by flavour.</param>
    /// <returns>Evaluations without a gradient.</returns>
    public static double OfRow(LaneCount lanes) => lanes.Value + (ValueAndVjp * lanes.ValueAndVjp);

    internal static double Of(Tick tick) => tick.ValueLanes + (ValueAndVjp * (tick.Lanes.Length - tick.ValueLanes));
}
