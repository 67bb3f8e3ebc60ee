using System.CommandLine;
using GenPhys.Cli.Output;
using GenPhys.Cli.Plotting;
using GenPhys.Training.Datasets;

namespace GenPhys.Cli.Commands.Plots;

/// <summary><c>genphys plot points</c>: a scatter plot of the first two columns of a <c>.npy</c> file.</summary>
internal static class PointsPlot
{
    public static Command Create()
    {
        var points = new Argument<string>("points") { Description = "A two-dimensional .npy file, float32 or float64." };
        var output = new Option<string>("--output", "-o") { Description = "The picture, .svg or .png.", Required = true };
        var title = new Option<string?>("--title") { Description = "The line above the picture (default: the file's name)." };
        var overlay = new OverlayOption();
        var command = new Command("points", "Draw the points of a .npy file.") { points, output, title };
        overlay.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(points), parsed.GetRequiredValue(output), parsed.GetValue(title), overlay.Read(parsed)));
        return command;
    }

    private static int Run(string source, string output, string? title, IReadOnlyList<PlotCell> cells)
    {
        PointFile.Check(output);
        var points = Read(source);
        var values = new float[points.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)points.Values[i];
        }

        PointFile.Write(output, new Rows(values, points.Dimension, title ?? Path.GetFileName(source), cells));
        Console.WriteLine($"{points.Count} points -> {output}");
        return ExitCodes.Success;
    }

    private static PointSet Read(string path)
    {
        try
        {
            return NpyFile.Read(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: {e.Message}", inner: e);
        }
    }
}
