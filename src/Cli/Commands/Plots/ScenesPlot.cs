using System.CommandLine;
using GenPhys.Cli.Plotting;
using GenPhys.Cli.Plotting.Figures;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands.Plots;

/// <summary><c>genphys plot scenes</c>: sampled scenes side by side, every agent a rectangle with its heading.</summary>
internal static class ScenesPlot
{
    private const int Features = 7;

    public static Command Create()
    {
        var seed = new Option<long>("--seed") { Description = "Seed of the noise, 0 to 2^53 - 1.", DefaultValueFactory = _ => 0 };
        var side = new Option<int>("--side") { Description = "Scenes in a row and in a column, 1 to 6.", DefaultValueFactory = _ => 3 };
        var rules = new Option<string?>("--constraint") { Description = "A JSON file with a constraint; agents that break it are red." };
        var plain = new Option<bool>("--plain") { Description = "Without the model's own guidance." };
        var picture = new PictureOptions();
        var command = new Command(
            "scenes", "Draw scenes of a model whose samples are agents of seven numbers: x, y, length, width, cosine and sine of the heading, speed.")
        {
            seed, side, rules, plain,
        };
        picture.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var across = PictureOptions.Between(parsed.GetValue(side), 1, 6, "--side");
            var request = new SampleRequest { Count = across * across, Seed = parsed.GetValue(seed), Guidance = parsed.GetValue(plain) ? [] : null };
            return picture.RunAsync(
                parsed,
                shape => shape is [_, Features] ? null : $"agents of {Features} numbers",
                (service, title) => DrawAsync(service, title, request, across, parsed.GetValue(rules), stop),
                stop);
        });
        return command;
    }

    private static async Task<Figure> DrawAsync(LocalService service, string? title, SampleRequest request, int across, string? rules, CancellationToken ct)
    {
        var agents = service.Model.Shape[0];
        var constraint = rules is null ? null : Read(rules, agents * Features);
        var result = await service.SampleAsync(request, ct: ct).ConfigureAwait(false);
        double[][] scenes = [.. Enumerable.Range(0, request.Count).Select(row => result.Samples.AsSpan(row * agents * Features, agents * Features).ToArray().Select(v => (double)v).ToArray())];

        // A scene's window reaches as far as the centres of all scenes, and a little more.
        var reach = 1.15 * scenes.SelectMany(scene => Centres(scene, agents)).Where(double.IsFinite).DefaultIfEmpty(1).Max(Math.Abs);
        var (obeying, breaking, frames) = (new List<IReadOnlyList<(double X, double Y)>>(), new List<IReadOnlyList<(double X, double Y)>>(), new List<IReadOnlyList<(double X, double Y)>>());
        for (var row = 0; row < scenes.Length; row++)
        {
            var centre = (X: reach * (1 + (2 * (row % across))), Y: reach * ((2 * (across - (row / across))) - 1));
            frames.Add(Outline(centre.X, centre.Y, reach, 0, 0, reach));
            var obeys = Enumerable.Repeat(true, agents).ToArray();
            constraint?.Exclude(scenes[row], obeys);
            for (var agent = 0; agent < agents; agent++)
            {
                var v = scenes[row].AsSpan(agent * Features, Features);
                var scale = 0.5 / Math.Max(1e-12, Math.Sqrt((v[4] * v[4]) + (v[5] * v[5])));
                var (cos, sin) = (scale * v[4], scale * v[5]);
                (obeys[agent] ? obeying : breaking).AddRange(Vehicle(centre.X + v[0], centre.Y + v[1], v[2] * cos, v[2] * sin, v[3]));
            }
        }

        return new Figure(
            title ?? $"{service.Model.Name}: {scenes.Length} scenes of {agents} agents",
            new Axis("x, data units", 0, 2 * reach * across),
            new Axis("y, data units", 0, 2 * reach * across),
            [
                new LineLayer(frames, PlotColours.Frame, 1),
                new LineLayer(obeying, PlotColours.Point, 1.5),
                new LineLayer(breaking, PlotColours.Outside, 1.5),
            ]);
    }

    private static IEnumerable<double> Centres(double[] scene, int agents) => Enumerable.Range(0, agents).SelectMany(agent => scene[(agent * Features)..((agent * Features) + 2)]);

    // The rectangle of half a length (ax, ay) along the heading, and a stroke from its centre to its front.
    private static IEnumerable<IReadOnlyList<(double X, double Y)>> Vehicle(double x, double y, double ax, double ay, double width)
    {
        var half = 0.5 * width / Math.Max(1e-12, Math.Sqrt((ax * ax) + (ay * ay)));
        var (bx, by) = (-half * ay, half * ax);
        yield return Outline(x, y, ax, ay, bx, by);
        yield return [(x, y), (x + ax, y + ay)];
    }

    private static (double X, double Y)[] Outline(double x, double y, double ax, double ay, double bx, double by) =>
        [(x + ax + bx, y + ay + by), (x - ax + bx, y - ay + by), (x - ax - bx, y - ay - by), (x + ax - bx, y + ay - by), (x + ax + bx, y + ay + by)];

    private static Constraint Read(string file, int dimension)
    {
        try
        {
            return ConstraintRegistry.Create(StrictJson.Read(File.ReadAllBytes(file), ContractsJson.Default.ConstraintSpec), dimension, new ConstraintLimits(), JsonPointer.Root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or GenPhysException)
        {
            throw new CliException($"{file}: {exception.Message}", inner: exception);
        }
    }
}
