using System.CommandLine;
using GenPhys.Cli.Plotting;
using GenPhys.Cli.Plotting.Figures;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Evaluation;

namespace GenPhys.Cli.Commands.Plots;

/// <summary><c>genphys plot field</c>: the lines along which the probability flow carries noise to data.</summary>
internal static class FieldPlot
{
    private const int Grid = 61;

    public static Command Create()
    {
        var extent = new Option<double>("--extent") { Description = "The picture reaches from -extent to extent, data units.", DefaultValueFactory = _ => 2.5 };
        var level = new Option<double?>("--level")
        {
            Description = "Two coordinates: the noise level whose field is drawn (default: 0.5). One coordinate: the highest level of the picture (default: twice the extent).",
        };
        var density = new Option<int>("--lines") { Description = "Lines across the picture, 5 to 60.", DefaultValueFactory = _ => 22 };
        var picture = new PictureOptions();
        var overlay = new OverlayOption();
        var command = new Command(
            "field",
            "Draw the lines of the probability flow, which run along D(x; level) - x. Of one coordinate the plane of x and the level is shown, of two the plane at one level.")
        {
            extent, level, density,
        };
        picture.AddTo(command);
        overlay.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var reach = PictureOptions.Positive(parsed.GetValue(extent), "--extent");
            var lines = PictureOptions.Between(parsed.GetValue(density), 5, 60, "--lines");
            return picture.RunAsync(
                parsed,
                (1, 2),
                (service, title) => service.Model.Shape[0] == 2
                    ? PlaneAsync(service, title, reach, PictureOptions.Positive(parsed.GetValue(level) ?? 0.5, "--level"), lines, overlay.Read(parsed), stop)
                    : HalfPlaneAsync(service, title, reach, PictureOptions.Positive(parsed.GetValue(level) ?? (2 * reach), "--level"), lines, stop),
                stop);
        });
        return command;
    }

    private static async Task<Figure> PlaneAsync(
        LocalService service, string? title, double reach, double level, int lines, IReadOnlyList<PlotCell> cells, CancellationToken ct)
    {
        List<double[]> points = [.. from i in Enumerable.Range(0, Grid) from j in Enumerable.Range(0, Grid) select new[] { At(i, -reach, reach), At(j, -reach, reach) }];
        var denoised = await ServedDenoiser.AtAsync(service, points, level, ct).ConfigureAwait(false);
        var field = new double[Grid, Grid, 2];
        for (var k = 0; k < points.Count; k++)
        {
            (field[k / Grid, k % Grid, 0], field[k / Grid, k % Grid, 1]) = (denoised[k][0] - points[k][0], denoised[k][1] - points[k][1]);
        }

        return Draw(
            title ?? $"{service.Model.Name}: field lines at noise level {level:G4}",
            new Axis("x1, data units", -reach, reach),
            new Axis("x2, data units", -reach, reach),
            field,
            StreamLines.Apart,
            lines,
            new CellLayer(cells));
    }

    // Along the flow dx = (x - D) dlevel / level: the direction towards the data is (D - x, -level).
    private static async Task<Figure> HalfPlaneAsync(LocalService service, string? title, double reach, double high, int lines, CancellationToken ct)
    {
        var lowest = service.Model.Process!.SigmaMin!.Value;
        var field = new double[Grid, Grid, 2];
        List<double[]> points = [.. Enumerable.Range(0, Grid).Select(i => new[] { At(i, -reach, reach) })];
        for (var j = 0; j < Grid; j++)
        {
            // Levels lie closest where the field changes fastest: near the data.
            var height = At(j, 0, 1) * At(j, 0, 1);
            var level = Math.Max(height * high, 2 * lowest);
            var denoised = await ServedDenoiser.AtAsync(service, points, level, ct).ConfigureAwait(false);
            for (var i = 0; i < Grid; i++)
            {
                (field[i, j, 0], field[i, j, 1]) = ((denoised[i][0] - points[i][0]) / (2 * reach), -height);
            }
        }

        return Draw(
            title ?? $"{service.Model.Name}: field lines",
            new Axis("x, data units", -reach, reach),
            new Axis($"{(service.Model.Process.Kind == "pfgm" ? "z" : "noise level")}, data units", 0, high),
            field,
            (direction, count) => StreamLines.FromBorder((u, v) => direction(u, Math.Sqrt(v)), count),
            lines,
            new CellLayer([]));
    }

    private static Figure Draw(string title, Axis x, Axis y, double[,,] field, LineDrawing draw, int lines, CellLayer cells)
    {
        var found = draw((u, v) => (Between(field, u, v, 0), Between(field, u, v, 1)), lines);
        List<IReadOnlyList<(double X, double Y)>> paths = [.. found.Select(line => line.Select(InData).ToList())];
        var heads = paths.Select(path => (path[path.Count / 2], path[Math.Max(0, (path.Count / 2) - 3)])).ToList();
        return new Figure(title, x, y, [cells, new LineLayer(paths, PlotColours.Point, 1.1, 0.9), new ArrowLayer(heads, PlotColours.Ink)]);

        (double X, double Y) InData((double X, double Y) p) => (x.Low + (p.X * (x.High - x.Low)), y.Low + (p.Y * (y.High - y.Low)));
    }

    private delegate List<List<(double X, double Y)>> LineDrawing(Func<double, double, (double X, double Y)> field, int lines);

    private static double At(int i, double low, double high) => low + (i * (high - low) / (Grid - 1));

    /// <summary>The bilinear interpolant of one component on the unit square.</summary>
    private static double Between(double[,,] field, double u, double v, int component)
    {
        var (a, b) = (Math.Clamp(u, 0, 1) * (Grid - 1), Math.Clamp(v, 0, 1) * (Grid - 1));
        var (i, j) = (Math.Min((int)a, Grid - 2), Math.Min((int)b, Grid - 2));
        var (s, t) = (a - i, b - j);
        return ((1 - s) * (((1 - t) * field[i, j, component]) + (t * field[i, j + 1, component])))
            + (s * (((1 - t) * field[i + 1, j, component]) + (t * field[i + 1, j + 1, component])));
    }
}
