namespace GenPhys.Inference.Guidance;

/// <summary>
/// A term that couples the rows of a group; they are admitted, stepped and retired together, so that all of them are there
/// at every evaluation, and they fail together.
/// </summary>
public abstract class GroupTerm : GuidanceTerm
{
    /// <inheritdoc/>
    public sealed override IGuidanceKernel Kernel => GroupByGroup.Instance;

    /// <inheritdoc/>
    public sealed override bool Couples => true;

    /// <inheritdoc/>
    public sealed override int GroupSize => Rows;

    /// <inheritdoc/>
    public sealed override string? WithoutDivergence => "Samples that a term couples have a density as a group only; leave the term out for the likelihood of one.";

    /// <summary>Rows of a group, cut from the request in order; 1 or more.</summary>
    public required int Rows { get; init; }

    /// <summary>Writes the unweighted gradients of one group.</summary>
    /// <param name="group">The lanes of the group, one per row.</param>
    public abstract void Write(in GuidanceGroup group);

    private sealed class GroupByGroup : IGuidanceKernel
    {
        public static GroupByGroup Instance { get; } = new();

        public void Evaluate(GuidanceBatch lanes)
        {
            var d = lanes.Dimension;
            for (var first = 0; first < lanes.Count;)
            {
                var end = lanes.EndOfUnit(first);
                var (start, length) = (first * d, (end - first) * d);
                ((GroupTerm)lanes.Terms[first]).Write(new GuidanceGroup(
                    d,
                    lanes.Addresses[first..end],
                    lanes.NoiseLevel[first],
                    lanes.X.Slice(start, length),
                    lanes.Denoised.Slice(start, length),
                    lanes.Gradient.Slice(start, length),
                    lanes.Reports[first..end]));
                first = end;
            }
        }
    }
}

/// <summary>The lanes of one group as a term sees them.</summary>
/// <param name="dimension">Coordinates per lane.</param>
/// <param name="addresses">Whose lanes they are.</param>
/// <param name="noiseLevel">Noise level of all of them.</param>
/// <param name="x">States.</param>
/// <param name="denoised">Denoisers.</param>
/// <param name="gradient">Gradients.</param>
/// <param name="reports">Reports.</param>
public readonly ref struct GuidanceGroup(
    int dimension,
    ReadOnlySpan<LaneAddress> addresses,
    double noiseLevel,
    ReadOnlySpan<double> x,
    ReadOnlySpan<double> denoised,
    Span<double> gradient,
    Span<LaneReport> reports)
{
    /// <summary>Coordinates per lane.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>Whose lanes they are, <c>[rows]</c>.</summary>
    public ReadOnlySpan<LaneAddress> Addresses { get; } = addresses;

    /// <summary>Noise level sigma of all lanes: rows of a group step together.</summary>
    public double NoiseLevel { get; } = noiseLevel;

    /// <summary>States x, <c>[rows, dim]</c>.</summary>
    public ReadOnlySpan<double> X { get; } = x;

    /// <summary>Denoisers D, <c>[rows, dim]</c>.</summary>
    public ReadOnlySpan<double> Denoised { get; } = denoised;

    /// <summary>Gradients to write, <c>[rows, dim]</c>, 0 on entry.</summary>
    public Span<double> Gradient { get; } = gradient;

    /// <summary>What to say of each lane, <c>[rows]</c>.</summary>
    public Span<LaneReport> Reports { get; } = reports;
}
