namespace GenPhys.Training.PublishedResults;

/// <summary>The closed interval in which a figure has to lie.</summary>
/// <param name="Low">Its lower end; open where null.</param>
/// <param name="High">Its upper end; open where null.</param>
public sealed record Gate(double? Low, double? High)
{
    /// <summary>At most so much.</summary>
    public static Gate AtMost(double high) => new(null, high);

    /// <summary>At least so much.</summary>
    public static Gate AtLeast(double low) => new(low, null);

    /// <summary>From one to the other, both included.</summary>
    public static Gate Between(double low, double high) => new(low, high);

    /// <summary>Whether a figure lies in it; one that is no number does not.</summary>
    public bool Holds(double value) => double.IsFinite(value) && !(value < Low) && !(value > High);

    /// <inheritdoc/>
    public override string ToString() => (Low, High) switch
    {
        ({ } low, { } high) => FormattableString.Invariant($"{low:G6} to {high:G6}"),
        ({ } low, null) => FormattableString.Invariant($"at least {low:G6}"),
        (null, { } high) => FormattableString.Invariant($"at most {high:G6}"),
        _ => "any",
    };
}
