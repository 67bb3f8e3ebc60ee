using System.Text;

namespace GenPhys.Api.Telemetry;

/// <summary>Instrument names as Prometheus has them: letters, digits and underscores, the unit at the end.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["%"] = "percent",
    };

    /// <summary>Name of a family, without what a kind appends (<c>_total</c>, <c>_bucket</c>, ...).</summary>
    public static string Family(string name, string? unit)
    {
        var family = Label(name);
        var suffix = Unit(unit);
        return suffix.Length == 0 || family.EndsWith("_" + suffix, StringComparison.Ordinal) ? family : $"{family}_{suffix}";
    }

    /// <summary>The unit's word; empty for counts, whose unit is a noun in braces.</summary>
    public static string Unit(string? unit) =>
        string.IsNullOrEmpty(unit) || unit[0] == '{' || unit == "1" ? "" : Units.GetValueOrDefault(unit) ?? Label(unit);

    /// <summary>A name of legal characters; several illegal ones in a row become one underscore.</summary>
    public static string Label(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                _ = text.Length == 0 && char.IsAsciiDigit(c) ? text.Append('_').Append(c) : text.Append(c);
            }
            else if (text.Length == 0 || text[^1] != '_')
            {
                text.Append('_');
            }
        }

        return text.ToString();
    }
}
