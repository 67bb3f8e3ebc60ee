namespace GenPhys.Inference.Codes;

/// <summary>The prior of a single code: one logit per entry of its codebook.</summary>
public sealed class TableCodePrior : CodePrior
{
    private readonly double[] _logits;

    /// <summary>Creates the prior.</summary>
    /// <param name="logits">Logits, <c>[size]</c>, finite.</param>
    /// <exception cref="ArgumentException">There is none, or one is not finite.</exception>
    public TableCodePrior(IReadOnlyList<double> logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        _logits = logits.Count > 0 && logits.All(double.IsFinite)
            ? [.. logits]
            : throw new ArgumentException("There must be one finite logit per code.", nameof(logits));
        Sizes = [_logits.Length];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Sizes { get; }

    /// <inheritdoc/>
    public override void Logits(ReadOnlySpan<int> given, Span<double> logits) => _logits.CopyTo(logits);
}
