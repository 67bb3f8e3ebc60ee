using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling;

/// <summary>
/// A program that also carries the log weight of its row, for processes with birth and death: d ln w/d ln sigma is the field's growth, as
/// dx/d ln sigma is x - D. The weight is one more coordinate whose denoiser is ln w minus the growth, so every solver's own coefficients
/// integrate it, at the solver's own order and inside its error norm.
/// </summary>
public sealed class WeightedProgram : RowProgram
{
    private readonly RowProgram _inner;

    // Ticks of fixed-step solvers are shared by all rows; those of adaptive ones are new each time and not kept.
    private readonly Dictionary<Tick, Tick>? _known;

    /// <summary>Creates the program.</summary>
    /// <param name="inner">The program that moves x.</param>
    /// <param name="priorLevel">Level at which x starts as a draw of the prior.</param>
    public WeightedProgram(RowProgram inner, double priorLevel)
    {
        ArgumentNullException.ThrowIfNull(inner);
        (_inner, PriorLevel) = (inner, priorLevel);
        _known = inner is TableProgram ? [] : null;
    }

    /// <summary>Level at which x starts as a draw of the prior.</summary>
    public double PriorLevel { get; }

    /// <summary>Scalar slot that holds ln w at the end, which starts at 0.</summary>
    public int LogWeightSlot => Slot(_inner.OutputSlot);

    /// <inheritdoc/>
    public override int VectorSlots => _inner.VectorSlots;

    /// <inheritdoc/>
    public override int ScalarSlots => _inner.ScalarSlots + _inner.VectorSlots;

    /// <inheritdoc/>
    public override int OutputSlot => _inner.OutputSlot;

    /// <inheritdoc/>
    public override bool IsAdaptive => _inner.IsAdaptive;

    /// <inheritdoc/>
    public override LaneCount MaximumLanes => _inner.MaximumLanes;

    /// <inheritdoc/>
    public override Tick? Next(ref ProgramCursor cursor, ReadOnlySpan<double> scalars)
    {
        var tick = _inner.Next(ref cursor, scalars);
        if (tick is null || _known is null)
        {
            return tick is null ? null : Weighted(tick);
        }

        if (!_known.TryGetValue(tick, out var weighted))
        {
            _known[tick] = weighted = Weighted(tick);
        }

        return weighted;
    }

    // Every vector slot has a scalar slot beside it.
    private int Slot(int vectorSlot) => _inner.ScalarSlots + vectorSlot;

    private Tick Weighted(Tick tick) => new(tick)
    {
        Scalars = [.. tick.Scalars, .. tick.Vectors.Select(update => new ScalarUpdate(Slot(update.Target), Terms(tick, update.Terms)))],
        Norms = [.. tick.Norms.Select(norm => norm with { Scalars = [.. norm.Scalars, new ScalarError(Terms(tick, norm.Error), Slot(norm.A))] })],
    };

    // Noise and guidance move x alone.
    private ScalarTerm[] Terms(Tick tick, VectorTerm[] terms) =>
    [
        .. terms.SelectMany<VectorTerm, ScalarTerm>(term => term.Source switch
        {
            VectorSource.Slot => [new(ScalarSource.Slot, Slot(term.Index), term.Coefficient)],
            VectorSource.Denoised =>
            [
                new(ScalarSource.Slot, Slot(tick.Lanes[term.Index].Slot), term.Coefficient),
                new(ScalarSource.Growth, term.Index, -term.Coefficient),
            ],
            _ => [],
        }),
    ];
}
