using GenPhys.Cli.Plotting.Figures;

namespace GenPhys.Cli.Output;

/// <summary>Writes a figure in the format that the file's ending names.</summary>
internal static class FigureFile
{
    /// <summary>Throws unless the file's ending names a known format.</summary>
    public static void Check(string path) => _ = WriterOf(path);

    /// <summary>Writes the file.</summary>
    public static void Write(string path, Figure figure) => WholeFile.Write(path, file => WriterOf(path)(figure, file));

    private static Action<Figure, Stream> WriterOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".svg" => SvgFigure.Write,
        ".png" => PngFigure.Write,
        _ => throw new CliException($"--output {path}: the ending must be one of .png, .svg"),
    };
}
