using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using GenPhys.Api.Telemetry;
using GenPhys.Inference.Telemetry;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>What watches the service names only what the service exports.</summary>
[Collection(AloneInProcess.Name)]
public sealed partial class DeployTests
{
    [Fact]
    public async Task Dashboard_and_alerts_use_names_that_exist()
    {
        var exported = await ExportedAsync();
        var expressions = DashboardExpressions().Concat(AlertExpressions()).ToList();
        Assert.True(expressions.Count > 20);
        foreach (var expression in expressions)
        {
            // A job or an instance has no series of its own here: both come from the scrape.
            var series = Series().Matches(NoSeries().Replace(expression, " ")).ToList();
            Assert.True(series.Count > 0, expression);
            Assert.All(series, match =>
            {
                var name = match.Groups["name"].Value;
                Assert.True(exported.TryGetValue(name, out var labels), $"{name} is not exported: {expression}");
                Assert.All(LabelName().Matches(match.Groups["labels"].Value), label =>
                    Assert.Contains(label.Groups["name"].Value, labels!.Append("job").Append("instance")));
            });
        }
    }

    [Fact]
    public void Every_instrument_of_ours_is_on_the_dashboard_or_in_an_alert()
    {
        var expressions = string.Join('\n', DashboardExpressions().Concat(AlertExpressions()));
        Assert.All(InstrumentNames.All, instrument => Assert.Contains(PrometheusName.Family(instrument.Name, instrument.Unit), expressions, StringComparison.Ordinal));
    }

    [Fact]
    public void The_operators_list_is_the_list()
    {
        var rows = InstrumentNames.All.Select(instrument =>
        {
            var name = PrometheusName.Family(instrument.Name, instrument.Unit) + (instrument.Kind == InstrumentKind.Counter ? "_total" : "");
            var labels = string.Join(", ", instrument.Tags.Select(tag => $"`{tag}`"));
            return $"| `{instrument.Name}` | `{name}` | {instrument.Kind.ToString().ToLowerInvariant()} | {labels} | {instrument.Description} |";
        });
        var documented = File.ReadAllLines(Path.Combine(Root(), "docs", "operations.md")).Where(line => line.StartsWith("| `genphys.", StringComparison.Ordinal));
        Assert.Equal(rows, documented);
    }

    [Fact]
    public void The_list_of_instruments_is_whole()
    {
        var members = typeof(InstrumentNames).GetProperties().Where(property => property.PropertyType == typeof(InstrumentDescription)).Select(property => property.GetValue(null));
        Assert.Equal(members.ToHashSet(), InstrumentNames.All.ToHashSet<object?>());
        Assert.Equal(InstrumentNames.All.Count, InstrumentNames.All.Select(instrument => instrument.Name).Distinct().Count());
    }

    /// <summary>Names of samples with their labels: ours by their descriptions, the framework's by a look at a service.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> ExportedAsync()
    {
        await using var host = await RunningHost.StartAsync();
        await host.Client.SampleAsync("""{ "count": 1 }""");
        var exported = new MetricsText(await host.Client.GetStringAsync("/metrics")).Samples
            .GroupBy(sample => sample.Name)
            .ToDictionary(group => group.Key, group => group.SelectMany(sample => sample.Labels.Keys).ToHashSet());
        foreach (var instrument in InstrumentNames.All)
        {
            var family = PrometheusName.Family(instrument.Name, instrument.Unit);
            string[] suffixes = instrument.Kind switch
            {
                InstrumentKind.Counter => ["_total"],
                InstrumentKind.Histogram => ["_bucket", "_sum", "_count"],
                _ => [""],
            };
            foreach (var suffix in suffixes)
            {
                exported[family + suffix] = [.. instrument.Tags, .. suffix == "_bucket" ? ["le"] : Array.Empty<string>()];
            }
        }

        exported["up"] = [];
        return exported;
    }

    private static IEnumerable<string> DashboardExpressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "deploy", "grafana", "genphys.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _)))
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
            {
                yield return target.GetProperty("expr").GetString()!;
            }
        }
    }

    private static IEnumerable<string> AlertExpressions() =>
        AlertExpression().Matches(File.ReadAllText(Path.Combine(Root(), "deploy", "prometheus", "alerts.yml"))).Select(match => match.Groups["expr"].Value);

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    // What is left of an expression without its ranges and label lists: functions, keywords and series.
    [GeneratedRegex(@"\b(?:by|without|on|ignoring)\s*\([^)]*\)|\[[^\]]*\]")]
    private static partial Regex NoSeries();

    [GeneratedRegex(@"\b(?!(?:and|or|unless|bool|offset)\b)(?<name>[a-z_]\w*)\b(?!\s*\()(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Series();

    [GeneratedRegex(@"(?<name>[a-z_]+)\s*(=~|!~|!=|=)")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^\s+expr: (?<expr>.+)$", RegexOptions.Multiline)]
    private static partial Regex AlertExpression();
}
