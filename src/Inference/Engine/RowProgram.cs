namespace GenPhys.Inference.Engine;

/// <summary>Where a row stands in its program. Adaptive programs keep their controller here.</summary>
public struct ProgramCursor
{
    /// <summary>Ticks taken so far.</summary>
    public int Position { get; set; }

    /// <summary>State of an adaptive controller, owned by the row.</summary>
    public object? Controller { get; set; }

    /// <summary>Set by a program that gives its row up: the row fails with this reason.</summary>
    public string? Failure { get; set; }
}

/// <summary>The most evaluations a row may need, by flavour; the price of a request is built on it.</summary>
/// <param name="Value">Lanes without a gradient.</param>
/// <param name="ValueAndVjp">Lanes with a vector-Jacobian product.</param>
public readonly record struct LaneCount(long Value, long ValueAndVjp);

/// <summary>
/// A program of field evaluations for one row. One instance serves all rows of a request; what differs between rows lives
/// in their cursors. Called on the device thread only.
/// </summary>
public abstract class RowProgram
{
    /// <summary>Vector slots a row needs, 1 or more.</summary>
    public abstract int VectorSlots { get; }

    /// <summary>Scalar slots a row needs, 0 or more.</summary>
    public virtual int ScalarSlots => 0;

    /// <summary>The vector slot that holds the answer when the program ends.</summary>
    public virtual int OutputSlot => 0;

    /// <summary>The most lanes a row may need.</summary>
    public abstract LaneCount MaximumLanes { get; }

    /// <summary>
    /// Whether the program chooses its steps by an error estimate, which only holds on a smooth field: terms then draw the
    /// same noise at every evaluation.
    /// </summary>
    public virtual bool IsAdaptive => false;

    /// <summary>The next tick of a row, or null when the row is done.</summary>
    /// <param name="cursor">The row's cursor; advanced.</param>
    /// <param name="scalars">The row's scalar slots after the last tick.</param>
    /// <returns>The tick.</returns>
    public abstract Tick? Next(ref ProgramCursor cursor, ReadOnlySpan<double> scalars);
}
