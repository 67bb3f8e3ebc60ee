namespace GenPhys.Inference.Engine;

/// <summary>A program whose ticks are all known beforehand: every fixed-step solver.</summary>
public sealed class TableProgram : RowProgram
{
    private readonly Tick[] _ticks;

    /// <summary>Creates the program.</summary>
    /// <param name="vectorSlots">Vector slots the ticks use.</param>
    /// <param name="ticks">The ticks in order.</param>
    /// <param name="scalarSlots">Scalar slots the ticks use.</param>
    /// <exception cref="ArgumentException">A tick names a slot, lane or noise draw that does not exist.</exception>
    public TableProgram(int vectorSlots, IEnumerable<Tick> ticks, int scalarSlots = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectorSlots, 1);
        ArgumentNullException.ThrowIfNull(ticks);
        VectorSlots = vectorSlots;
        ScalarSlots = scalarSlots;
        _ticks = [.. ticks];
        var value = 0L;
        var vjp = 0L;
        foreach (var tick in _ticks)
        {
            Check(tick);
            value += tick.ValueLanes;
            vjp += tick.Lanes.Length - tick.ValueLanes;
        }

        MaximumLanes = new(value, vjp);
    }

    /// <summary>The ticks in order.</summary>
    public IReadOnlyList<Tick> Ticks => _ticks;

    /// <inheritdoc/>
    public override int VectorSlots { get; }

    /// <inheritdoc/>
    public override int ScalarSlots { get; }

    /// <inheritdoc/>
    public override LaneCount MaximumLanes { get; }

    /// <inheritdoc/>
    public override Tick? Next(ref ProgramCursor cursor, ReadOnlySpan<double> scalars)
        => cursor.Position < _ticks.Length ? _ticks[cursor.Position++] : null;

    private void Check(Tick tick)
    {
        foreach (var lane in tick.Lanes)
        {
            Require(lane.Slot, VectorSlots, "lane slot");
            if (!(lane.NoiseLevel > 0 && double.IsFinite(lane.NoiseLevel)))
            {
                throw new ArgumentException($"A lane needs a finite noise level above 0, not {lane.NoiseLevel}.");
            }

            if ((lane.Flavour == LaneFlavour.ValueAndVjp) != (lane.Cotangent is not null))
            {
                throw new ArgumentException("A lane has a cotangent if and only if it asks for a vector-Jacobian product.");
            }
        }

        foreach (var update in tick.Vectors)
        {
            Require(update.Target, VectorSlots, "vector target");
            foreach (var term in update.Terms)
            {
                var columns = term.Source switch
                {
                    VectorSource.Slot => VectorSlots,
                    VectorSource.Noise => tick.Noise.Length,
                    _ => tick.Lanes.Length,
                };
                Require(term.Index, columns, $"{term.Source} column");
            }
        }

        foreach (var update in tick.Scalars)
        {
            Require(update.Target, ScalarSlots, "scalar target");
            foreach (var term in update.Terms)
            {
                var columns = term.Source switch
                {
                    ScalarSource.Slot => ScalarSlots,
                    ScalarSource.Rate or ScalarSource.Growth => tick.Lanes.Length,
                    _ => 1,
                };
                Require(term.Index, columns, $"{term.Source} column");
            }
        }
    }

    private static void Require(int index, int count, string what)
    {
        if (index < 0 || index >= count)
        {
            throw new ArgumentException($"The {what} {index} does not exist; there are {count}.");
        }
    }
}
