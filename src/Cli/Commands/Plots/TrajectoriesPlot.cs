using System.CommandLine;
using GenPhys.Cli.Plotting;
using GenPhys.Cli.Plotting.Figures;
using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands.Plots;

/// <summary><c>genphys plot trajectories</c>: the way of samples from the prior to the data, as the model's sampler takes it.</summary>
internal static class TrajectoriesPlot
{
    public static Command Create()
    {
        var count = new Option<int>("--count", "-n") { Description = "Number of trajectories, 1 to 1000.", DefaultValueFactory = _ => 60 };
        var seed = new Option<long>("--seed") { Description = "Seed of the noise.", DefaultValueFactory = _ => 0 };
        var extent = new Option<double?>("--extent") { Description = "The picture reaches from -extent to extent (default: what shows nearly all states)." };
        var picture = new PictureOptions();
        var sampler = new SamplerOptions();
        var overlay = new OverlayOption();
        var command = new Command(
            "trajectories",
            "Draw the way of samples from the prior to the data. One coordinate is drawn over the noise level; of two, the plane. A state x at the level s is drawn "
            + "at x / sqrt(1 + s^2), which has the size of the data at every level.")
        {
            count, seed, extent,
        };
        picture.AddTo(command);
        sampler.AddTo(command);
        overlay.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var rows = PictureOptions.Between(parsed.GetValue(count), 1, 1000, "--count");
            var request = new SampleRequest { Count = rows, Seed = parsed.GetValue(seed), Sampler = sampler.Read(parsed) };
            double? reach = parsed.GetValue(extent) is { } given ? PictureOptions.Positive(given, "--extent") : null;
            return picture.RunAsync(
                parsed,
                (1, 2),
                async (service, title) => Draw(await Trajectories.OfAsync(service, request, stop).ConfigureAwait(false), service, title, reach, overlay.Read(parsed)),
                stop);
        });
        return command;
    }

    private static Figure Draw(Trajectories ways, LocalService service, string? title, double? reach, IReadOnlyList<PlotCell> cells)
    {
        title ??= $"{service.Model.Name}: {ways.Points.Count} trajectories, {ways.Levels.Count - 1} steps";
        var plane = service.Model.Shape[0] == 2;
        var lowest = ways.Levels[^2] / 2;
        List<IReadOnlyList<(double X, double Y)>> paths =
            [.. ways.Points.Select(way => way.Select((x, i) => plane ? (x[0], x[1]) : (Math.Max(ways.Levels[i], lowest), x[0])).ToList())];
        var ends = paths.Select(path => path[^1]).ToList();
        var side = reach ?? Extent(paths, plane);
        List<Layer> layers =
        [
            new CellLayer(plane ? cells : []),
            new LineLayer(paths, PlotColours.Frame, 1, 0.8),
            new DotLayer([.. paths.SelectMany(path => path.Skip(1).SkipLast(1))], [PlotColours.Ink], 1.1, 0.5),
            new DotLayer([.. paths.Select(path => path[0])], [PlotColours.Outside], 2.6, 0.9),
            new DotLayer(ends, [PlotColours.Point], 3),
        ];
        return plane
            ? new Figure(title, new Axis("x1 / sqrt(1 + level^2), data units", -side, side), new Axis("x2 / sqrt(1 + level^2), data units", -side, side), layers)
            : new Figure(
                title,
                new Axis("noise level (red: prior, blue: level 0)", ways.Levels[0], lowest, Log: true),
                new Axis("x / sqrt(1 + level^2), data units", -side, side),
                layers);
    }

    // All ends, nine in ten of the starts (the prior of a Poisson flow has no variance) and nearly all of what lies between.
    private static double Extent(List<IReadOnlyList<(double X, double Y)>> paths, bool plane)
    {
        var starts = paths.Select(path => Size(path[0])).Order().ToList();
        var states = paths.SelectMany(path => path.Select(Size)).Order().ToList();
        return 1.1 * Math.Max(Math.Max(starts[(int)(0.9 * (starts.Count - 1))], states[(int)(0.97 * (states.Count - 1))]), paths.Max(path => Size(path[^1])));

        double Size((double X, double Y) p) => plane ? Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) : Math.Abs(p.Y);
    }
}
