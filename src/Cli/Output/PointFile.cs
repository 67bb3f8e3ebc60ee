using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using GenPhys.Cli.Plotting;
using GenPhys.Training.Datasets;

namespace GenPhys.Cli.Output;

/// <summary>Writes rows of points in the format that the file's ending names; the file appears whole or not at all.</summary>
internal static class PointFile
{
    private static readonly FrozenDictionary<string, Action<Stream, Rows>> Formats = new Dictionary<string, Action<Stream, Rows>>
    {
        [".npy"] = static (file, rows) => NpyFile.Write(file, rows.Values, rows.Columns),
        [".csv"] = WriteCsv,
        [".svg"] = static (file, rows) => SvgScatter.Write(rows.ToPlot(), file),
        [".png"] = static (file, rows) => PngScatter.Write(rows.ToPlot(), file),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Throws unless the file's ending names a known format.</summary>
    public static void Check(string path)
    {
        if (!Formats.ContainsKey(Path.GetExtension(path)))
        {
            throw new CliException($"--output {path}: the ending must be one of {string.Join(", ", Formats.Keys.Order())}");
        }
    }

    /// <summary>Whether the file's ending is that of a picture.</summary>
    public static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is ".svg" or ".png";

    /// <summary>Writes the file.</summary>
    public static void Write(string path, Rows rows)
    {
        Check(path);
        WholeFile.Write(path, file => Formats[Path.GetExtension(path)](file, rows));
    }

    private static void WriteCsv(Stream file, Rows rows)
    {
        using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', Enumerable.Range(0, rows.Columns).Select(i => $"x{i}")));
        for (var row = 0; row < rows.Count; row++)
        {
            writer.WriteLine(string.Join(',', rows[row].Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        }
    }
}
