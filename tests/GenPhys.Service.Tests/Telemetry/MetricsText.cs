using System.Globalization;
using System.Text.RegularExpressions;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>Metrics as /metrics prints them, read line by line: whatever is no sample, no comment and no legal name is an error.</summary>
internal sealed partial class MetricsText
{
    public MetricsText(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Kinds.Add(words[2], words[3]);
            }
            else if (line[0] != '#')
            {
                var match = SampleLine().Match(line);
                Assert.True(match.Success, line);
                var labels = LabelPair().Matches(match.Groups["labels"].Value).ToDictionary(pair => pair.Groups["name"].Value, pair => pair.Groups["value"].Value);
                Samples.Add(new MetricSample(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value)));
            }
        }
    }

    /// <summary>Kind of each family.</summary>
    public Dictionary<string, string> Kinds { get; } = [];

    public List<MetricSample> Samples { get; } = [];

    /// <summary>Sum of the samples of a name that carry these labels; 0 where there is none.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) =>
        Samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value)).Sum(sample => sample.Value);

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[\\"n])*",?)+)\})? (?<value>\S+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\[\\"n])*)",?""")]
    private static partial Regex LabelPair();
}

internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
