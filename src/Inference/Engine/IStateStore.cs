namespace GenPhys.Inference.Engine;

/// <summary>
/// Where the rows of one model keep their state between ticks: float64 vector slots and scalar slots. The engine never
/// touches the numbers itself, so that a device can hold them. Used on the device thread only.
/// </summary>
public interface IStateStore
{
    /// <summary>Reserves the state of one row, zeroed.</summary>
    /// <param name="vectorSlots">Vector slots of <c>dim</c> numbers.</param>
    /// <param name="scalarSlots">Scalar slots.</param>
    /// <returns>A handle.</returns>
    RowHandle Rent(int vectorSlots, int scalarSlots);

    /// <summary>Gives the state of a row back.</summary>
    /// <param name="row">The handle.</param>
    void GiveBack(in RowHandle row);

    /// <summary>Writes a vector slot.</summary>
    /// <param name="row">The row.</param>
    /// <param name="slot">Vector slot.</param>
    /// <param name="vector">Numbers, <c>[dim]</c>.</param>
    void Write(in RowHandle row, int slot, ReadOnlySpan<double> vector);

    /// <summary>Reads a vector slot.</summary>
    /// <param name="row">The row.</param>
    /// <param name="slot">Vector slot.</param>
    /// <param name="vector">Receives the numbers, <c>[dim]</c>.</param>
    void Read(in RowHandle row, int slot, Span<double> vector);

    /// <summary>Reads the scalar slots.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The numbers, valid until the next call.</returns>
    ReadOnlySpan<double> Scalars(in RowHandle row);

    /// <summary>Applies a tick to a row: slots &lt;- C [slots; D; G; eps], scalars &lt;- c [scalars; rates; 1].</summary>
    /// <param name="row">The row.</param>
    /// <param name="identity">Whose noise to draw.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="lanes">What the tick's lanes gave.</param>
    /// <returns>Whether every number written is finite.</returns>
    bool Apply(in RowHandle row, in RowIdentity identity, Tick tick, in LaneResults lanes);
}

/// <summary>A row's place in a state store.</summary>
/// <param name="Slab">Which slab.</param>
/// <param name="Index">Row within the slab.</param>
public readonly record struct RowHandle(int Slab, int Index);

/// <summary>What the lanes of one row gave at a tick, lane-major.</summary>
/// <param name="denoised">D, <c>[lanes, dim]</c>.</param>
/// <param name="guidance">G, <c>[lanes, dim]</c>; empty where the request has no terms.</param>
/// <param name="rates">Rates, <c>[lanes]</c>.</param>
/// <param name="growth">Growth of the row's weight, <c>[lanes]</c>.</param>
public readonly ref struct LaneResults(
    ReadOnlySpan<double> denoised, ReadOnlySpan<double> guidance, ReadOnlySpan<double> rates, ReadOnlySpan<double> growth = default)
{
    /// <summary>D, <c>[lanes, dim]</c>.</summary>
    public ReadOnlySpan<double> Denoised { get; } = denoised;

    /// <summary>G, <c>[lanes, dim]</c>, or empty.</summary>
    public ReadOnlySpan<double> Guidance { get; } = guidance;

    /// <summary>Rates, <c>[lanes]</c>.</summary>
    public ReadOnlySpan<double> Rates { get; } = rates;

    /// <summary>Growth d ln w/d ln sigma of the row's weight, <c>[lanes]</c>.</summary>
    public ReadOnlySpan<double> Growth { get; } = growth;
}
