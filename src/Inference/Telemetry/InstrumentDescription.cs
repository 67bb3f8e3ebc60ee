using System.Diagnostics.Metrics;

namespace GenPhys.Inference.Telemetry;

/// <summary>What an instrument measures; the name in code, on the wire and in the documents is this one.</summary>
/// <param name="Name">Dotted name.</param>
/// <param name="Kind">What kind of numbers it gives.</param>
/// <param name="Unit">Unit in UCUM; a noun in braces for counts.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Tags">Tags of every measurement, none of free text, so that the number of series stays bounded.</param>
public sealed record InstrumentDescription(string Name, InstrumentKind Kind, string Unit, string Description, params string[] Tags)
{
    /// <summary>Upper bounds of a histogram's buckets; empty for the other kinds.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>Makes the counter.</summary>
    /// <param name="meter">Its meter.</param>
    /// <returns>The instrument.</returns>
    public Counter<long> Counter(Meter meter) => Checked(meter, InstrumentKind.Counter).CreateCounter<long>(Name, Unit, Description);

    /// <summary>Makes the histogram.</summary>
    /// <param name="meter">Its meter.</param>
    /// <returns>The instrument.</returns>
    public Histogram<double> Histogram(Meter meter) => Checked(meter, InstrumentKind.Histogram).CreateHistogram(
        Name, Unit, Description, tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });

    /// <summary>Makes the gauge, read when somebody asks.</summary>
    /// <typeparam name="T">Number type.</typeparam>
    /// <param name="meter">Its meter.</param>
    /// <param name="read">Gives the value; called on the asker's thread.</param>
    public void Gauge<T>(Meter meter, Func<T> read)
        where T : struct => Checked(meter, InstrumentKind.Gauge).CreateObservableGauge(Name, read, Unit, Description);

    /// <summary>Makes the gauge of several values.</summary>
    /// <typeparam name="T">Number type.</typeparam>
    /// <param name="meter">Its meter.</param>
    /// <param name="read">Gives the values with their tags; called on the asker's thread.</param>
    public void Gauges<T>(Meter meter, Func<IEnumerable<Measurement<T>>> read)
        where T : struct => Checked(meter, InstrumentKind.Gauge).CreateObservableGauge(Name, read, Unit, Description);

    private Meter Checked(Meter meter, InstrumentKind kind) => Kind == kind
        ? meter ?? throw new ArgumentNullException(nameof(meter))
        : throw new InvalidOperationException($"{Name} is a {Kind}, not a {kind}.");
}

/// <summary>Kinds of instruments.</summary>
public enum InstrumentKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>A value of now.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}
