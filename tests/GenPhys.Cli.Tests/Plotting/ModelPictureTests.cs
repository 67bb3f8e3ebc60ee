using System.Xml.Linq;
using GenPhys.Cli.Commands.Plots;
using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Evaluation;

namespace GenPhys.Cli.Tests.Plotting;

/// <summary>Pictures of models whose field is a closed form.</summary>
public sealed class ModelPictureTests : IDisposable
{
    private const double S = 0.5;

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-plot-").FullName;

    public ModelPictureTests()
    {
        Add("line", "edm", 1);
        Add("plane", "edm", 2);
        Add("plane-vp", "vp", 2);
        Add("space", "edm", 3);
        AddStreet();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Trajectories_are_the_states_that_the_solver_goes_through()
    {
        await using var service = await LocalService.OpenAsync(_folder, "plane");
        var request = new SampleRequest { Count = 5, Seed = 3, Sampler = new EulerSampler { Steps = 6 } };
        var ways = await Trajectories.OfAsync(service, request, CancellationToken.None);
        var result = await service.SampleAsync(request);

        Assert.Equal((5, 7), (ways.Points.Count, ways.Levels.Count));
        Assert.Equal((80, 0), (ways.Levels[0], ways.Levels[^1]));
        for (var row = 0; row < 5; row++)
        {
            Assert.Equal(result.Samples[2 * row], ways.Points[row][^1][0], 1e-6);
            for (var i = 0; i + 1 < ways.Levels.Count; i++)
            {
                // Euler on N(0, s^2): dx/dsigma = x sigma / (s^2 + sigma^2).
                var (sigma, next) = (ways.Levels[i], ways.Levels[i + 1]);
                var x = ways.Points[row][i][1] * Math.Sqrt(1 + (sigma * sigma));
                var expected = x + ((next - sigma) * x * sigma / ((S * S) + (sigma * sigma)));
                Assert.Equal(expected, ways.Points[row][i + 1][1] * Math.Sqrt(1 + (next * next)), 2e-4 * (1 + Math.Abs(x)));
            }
        }
    }

    [Fact]
    public async Task A_churned_trajectory_churns_as_the_whole_request_does()
    {
        await using var service = await LocalService.OpenAsync(_folder, "plane");
        var sampler = new EdmStochasticSampler { Steps = 5, SChurn = 1.5, SNoise = 1e-9 };
        var ways = await Trajectories.OfAsync(service, new SampleRequest { Count = 4, Seed = 3, Sampler = sampler }, CancellationToken.None);

        // Without its noise, a step of Karras et al. 2022, algorithm 2, is a formula: the slope of N(0, s^2) at t is x t / (s^2 + t^2), gamma = 1.5 / 5.
        for (var i = 1; i < 4; i++)
        {
            var (t, next) = (ways.Levels[i], ways.Levels[i + 1]);
            var x = ways.Points[0][i][0] * Math.Sqrt(1 + (t * t));
            var churned = 1.3 * t;
            var slope = x * churned / ((S * S) + (churned * churned));
            var guess = x + ((next - churned) * slope);
            var mean = 0.5 * (slope + (guess * next / ((S * S) + (next * next))));
            Assert.Equal(x + ((next - churned) * mean), ways.Points[0][i + 1][0] * Math.Sqrt(1 + (next * next)), 1e-4 * (1 + Math.Abs(x)));
        }
    }

    [Theory]
    [InlineData("plane")]
    [InlineData("plane-vp")]
    public async Task The_field_is_that_of_the_closed_form(string model)
    {
        await using var service = await LocalService.OpenAsync(_folder, model);
        double[][] points = [[1, -2], [0.3, 0.1]];
        const double sigma = 0.7;
        var denoised = await ServedDenoiser.AtAsync(service, points, sigma, CancellationToken.None);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(points[i][1] * S * S / ((S * S) + (sigma * sigma)), denoised[i][1], 1e-6);
        }
    }

    [Theory]
    [InlineData("trajectories line -n 12 --sampler heun --steps 6", 12)]
    [InlineData("trajectories plane -n 12 --sampler eulerMaruyama --steps 6", 12)]
    [InlineData("field line --lines 6", 18)]
    [InlineData("field plane --level 1", 10)]
    [InlineData("likelihood plane --grid 8", 0)]
    [InlineData("interpolation plane --end seed:1 --end point:0.5,0.5 --end latent:80,-40 --points 4", 1)]
    [InlineData("scenes street --side 2", 4)]
    public async Task Every_picture_is_drawn_as_svg_and_png(string arguments, int leastLines)
    {
        foreach (var ending in new[] { "svg", "png" })
        {
            var result = await CliProcess.RunAsync(_folder, ["plot", .. arguments.Split(' '), "--models", _folder, "-o", $"picture.{ending}"]);
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        }

        var svg = XDocument.Load(Path.Combine(_folder, "picture.svg")).Root!;
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        var lines = svg.Descendants(svg.Name.Namespace + "path").Select(path => (string)path.Attribute("d")!).FirstOrDefault(d => d.Contains('L', StringComparison.Ordinal)) ?? "";
        Assert.InRange(lines.Count(c => c == 'M'), leastLines, 500);
        Assert.Contains(svg.Descendants(svg.Name.Namespace + "text"), text => text.Value.EndsWith("data units", StringComparison.Ordinal));
        Assert.NotEmpty(ScatterTests.Decode(await File.ReadAllBytesAsync(Path.Combine(_folder, "picture.png"))).Pixels);
    }

    // Of three vehicles in a row two overlap: in each of four scenes one keeps the rule, and two break it.
    [Fact]
    public async Task Agents_that_break_a_rule_are_red()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "rule.json"), """{ "kind": "noOverlap" }""");
        var result = await CliProcess.RunAsync(_folder, ["plot", "scenes", "street", "--side", "2", "--constraint", "rule.json", "--models", _folder, "-o", "street.svg"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var svg = XDocument.Load(Path.Combine(_folder, "street.svg")).Root!;
        int Strokes(string colour) => svg.Descendants(svg.Name.Namespace + "path").Where(path => (string?)path.Attribute("stroke") == colour).Sum(path => ((string)path.Attribute("d")!).Count(c => c == 'M'));
        Assert.Equal((4, 8, 16), (Strokes("#94a3b8"), Strokes("#1d4ed8"), Strokes("#dc2626")));
    }

    [Theory]
    [InlineData("field space", "shows samples of 1 to 2 coordinates")]
    [InlineData("likelihood line", "shows samples of 2 coordinates")]
    [InlineData("likelihood plane --grid 7", "--grid is 7")]
    [InlineData("field plane --extent -1", "--extent is -1")]
    [InlineData("interpolation plane --end seed:x --end seed:1", "--end seed:x")]
    [InlineData("trajectories plane -n 0", "--count is 0")]
    [InlineData("scenes plane", "shows samples of agents of 7 numbers")]
    [InlineData("scenes street --constraint nowhere.json", "nowhere.json")]
    public async Task A_picture_that_cannot_be_is_refused(string arguments, string complaint)
    {
        var result = await CliProcess.RunAsync(_folder, ["plot", .. arguments.Split(' '), "--models", _folder, "-o", "picture.svg"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(complaint, result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "picture.svg")));
    }

    private void AddStreet()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "street", "1")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.json"), """
            { "schema": 1, "name": "street", "shape": [3, 7], "process": { "kind": "edm" }, "field": { "kind": "gaussianMixture", "weights": [1], "standardDeviations": [0.001],
              "means": [[-3, 0, 1, 0.4, 1, 0, 0, 0, 0, 1, 0.4, 1, 0, 0, 0.5, 0.1, 1, 0.4, 0, 1, 0]] } }
            """);
    }

    private void Add(string name, string process, int dimension)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name, "1")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.json"), $$"""
            { "schema": 1, "name": "{{name}}", "shape": [{{dimension}}], "process": { "kind": "{{process}}" },
              "field": { "kind": "gaussianMixture", "weights": [1], "means": [[{{string.Join(", ", Enumerable.Repeat("0", dimension))}}]], "standardDeviations": [{{S}}] } }
            """);
    }
}
