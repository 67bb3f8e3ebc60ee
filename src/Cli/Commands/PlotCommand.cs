using System.CommandLine;
using GenPhys.Cli.Commands.Plots;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys plot</c>: pictures of points and of models, one subcommand each.</summary>
internal static class PlotCommand
{
    public static Command Create() => new("plot", "Draw a picture, .svg or .png, of points or of a model.")
    {
        PointsPlot.Create(),
        TrajectoriesPlot.Create(),
        FieldPlot.Create(),
        LikelihoodPlot.Create(),
        InterpolationPlot.Create(),
        ScenesPlot.Create(),
    };
}
