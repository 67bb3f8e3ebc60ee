using System.CommandLine;
using GenPhys.Cli.Plotting.Figures;
using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands.Plots;

/// <summary><c>genphys plot likelihood</c>: the log-likelihood over the plane.</summary>
internal static class LikelihoodPlot
{
    public static Command Create()
    {
        var extent = new Option<double>("--extent") { Description = "The map reaches from -extent to extent, data units.", DefaultValueFactory = _ => 2.5 };
        var grid = new Option<int>("--grid") { Description = "Points on a side, 8 to 256.", DefaultValueFactory = _ => 48 };
        var tolerance = new Option<double>("--tolerance") { Description = "rtol and atol of the solver.", DefaultValueFactory = _ => 1e-3 };
        var floor = new Option<double>("--range") { Description = "Nats below the highest value at which the colours end.", DefaultValueFactory = _ => 8 };
        var picture = new PictureOptions();
        var command = new Command("likelihood", "Draw a map of the log-likelihood, by the probability flow, of a model with two coordinates.") { extent, grid, tolerance, floor };
        picture.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var reach = PictureOptions.Positive(parsed.GetValue(extent), "--extent");
            var side = PictureOptions.Between(parsed.GetValue(grid), 8, 256, "--grid");
            var solver = new Rk45Sampler { Rtol = parsed.GetValue(tolerance), Atol = parsed.GetValue(tolerance) };
            var range = PictureOptions.Positive(parsed.GetValue(floor), "--range");
            return picture.RunAsync(parsed, (2, 2), (service, title) => DrawAsync(service, title, reach, side, solver, range, stop), stop);
        });
        return command;
    }

    private static async Task<Figure> DrawAsync(LocalService service, string? title, double reach, int side, Rk45Sampler solver, double range, CancellationToken ct)
    {
        // The middle of each pixel, the top row first.
        double Middle(int i) => reach * (((2 * i) + 1.0) / side - 1);
        List<double[]> points = [.. from row in Enumerable.Range(0, side) from column in Enumerable.Range(0, side) select new[] { Middle(column), -Middle(row) }];
        var result = await service.LikelihoodAsync(new LikelihoodRequest { Points = points, Solver = solver }, ct).ConfigureAwait(false);
        var values = new double[side, side];
        for (var k = 0; k < points.Count; k++)
        {
            values[k / side, k % side] = result.LogLikelihoods[k] ?? double.NaN;
        }

        var highest = result.LogLikelihoods.Max() ?? throw new CliException("every point of the map failed");
        var scale = new Axis("nats", highest - range, highest);
        return new Figure(
            title ?? $"{service.Model.Name}: log-likelihood",
            new Axis("x1, data units", -reach, reach),
            new Axis("x2, data units", -reach, reach),
            [new MapLayer(values, scale)],
            scale);
    }
}
