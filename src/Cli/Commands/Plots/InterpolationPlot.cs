using System.CommandLine;
using System.Globalization;
using GenPhys.Cli.Plotting;
using GenPhys.Cli.Plotting.Figures;
using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands.Plots;

/// <summary><c>genphys plot interpolation</c>: the way between latents, decoded.</summary>
internal static class InterpolationPlot
{
    private const int Background = 1500;

    public static Command Create()
    {
        var ends = new Option<string[]>("--end")
        {
            Description = "An end, given twice or more: seed:1, point:0.5,0.5 or latent:80,-40 (default: seed:1 and seed:2).",
            DefaultValueFactory = _ => ["seed:1", "seed:2"],
        };
        var steps = new Option<int>("--points") { Description = "Points on the way from each end to the next, both included, 2 to 500.", DefaultValueFactory = _ => 33 };
        var lerp = new Option<bool>("--lerp") { Description = "Walk on straight lines instead of great circles." };
        var picture = new PictureOptions();
        var overlay = new OverlayOption();
        var command = new Command(
            "interpolation", "Draw a walk between latents, decoded, over samples of a model with two coordinates; colours run from the first end (dark) to the last (light).")
        {
            ends, steps, lerp,
        };
        picture.AddTo(command);
        overlay.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var request = new InterpolationRequest
            {
                Ends = [.. parsed.GetValue(ends)!.Select(Read)],
                Steps = PictureOptions.Between(parsed.GetValue(steps), 2, 500, "--points"),
                Method = parsed.GetValue(lerp) ? InterpolationMethod.Lerp : InterpolationMethod.Slerp,
            };
            return picture.RunAsync(parsed, (2, 2), (service, title) => DrawAsync(service, title, request, overlay.Read(parsed), stop), stop);
        });
        return command;
    }

    private static async Task<Figure> DrawAsync(LocalService service, string? title, InterpolationRequest request, IReadOnlyList<PlotCell> cells, CancellationToken ct)
    {
        var samples = await service.SampleAsync(new SampleRequest { Count = Background, Seed = 0 }, ct: ct).ConfigureAwait(false);
        var walk = await service.InterpolateAsync(request, ct).ConfigureAwait(false);
        List<(double X, double Y)> cloud = [.. Enumerable.Range(0, Background).Select(i => ((double)samples.Samples[2 * i], (double)samples.Samples[(2 * i) + 1]))];
        List<(double X, double Y)> way = [.. walk.Points.Select(point => point is null ? (double.NaN, double.NaN) : ((double)point[0], (double)point[1]))];
        Colour[] colours = [.. way.Select((_, i) => ColourMap.At((double)i / Math.Max(1, way.Count - 1)))];
        var atEnds = Enumerable.Range(0, request.Ends.Count).Select(i => i * (request.Steps!.Value - 1)).ToList();
        var side = 1.1 * way.Concat(cloud).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).Max(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)));
        var scale = new Axis("way", 0, 1);
        return new Figure(
            title ?? $"{service.Model.Name}: {(request.Method == InterpolationMethod.Lerp ? "lerp" : "slerp")} between {request.Ends.Count} ends",
            new Axis("x1, data units", -side, side),
            new Axis("x2, data units", -side, side),
            [
                new CellLayer(cells),
                new DotLayer(cloud, [PlotColours.Frame], 1.1, 0.6),
                new LineLayer([way], PlotColours.Ink, 1.2),
                new DotLayer(way, colours, 4),
                new DotLayer([.. atEnds.Select(i => way[i])], [PlotColours.Ink], 7),
                new DotLayer([.. atEnds.Select(i => way[i])], [.. atEnds.Select(i => colours[i])], 5),
            ],
            scale);
    }

    private static InterpolationEnd Read(string text)
    {
        var (kind, value) = text.Split(':', 2) is [var k, var v] ? (k, v) : ("", "");
        var numbers = value.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return (kind, numbers.All(double.IsFinite)) switch
        {
            ("seed", true) when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => new() { Seed = seed },
            ("point", true) => new() { Point = numbers },
            ("latent", true) => new() { Latent = numbers },
            _ => throw new CliException($"--end {text}: must be seed:1, point:0.5,0.5 or latent:80,-40"),
        };
    }
}
