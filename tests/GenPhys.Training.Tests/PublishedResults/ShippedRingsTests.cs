using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.PublishedResults;

/// <summary>The shipped Poisson flow, as it is served.</summary>
[Trait("Category", "Slow")]
public sealed class ShippedRingsTests
{
    [Fact]
    public async Task Its_samples_lie_on_the_rings()
    {
        await using var service = await OpenAsync();
        var result = await service.SampleAsync(new SampleRequest { Count = 1000, Seed = 3 });
        Assert.Empty(result.FailedRows);
        var heldOut = new RingsData { Count = 1000 }.Load(".").Training;
        var points = Array.ConvertAll(result.Samples, x => (double)x);
        Assert.InRange(SlicedWasserstein.Distance(points, heldOut.Values, 2), 0, 0.12);

        // Within three blurs of a ring: nearly all of the data, half of the area.
        var near = points.Chunk(2).Count(p => new[] { 0.75, 1.5, 2.25, 3 }.Any(radius => Math.Abs(Math.Sqrt((p[0] * p[0]) + (p[1] * p[1])) - radius) < 0.24));
        Assert.True(near > 850, $"{near} of 1000");
    }

    [Fact]
    [Trait("Acceptance", "PF-10")]
    public async Task Its_densities_add_up_to_one_and_every_point_has_one()
    {
        const int perAxis = 96;
        const double reach = 4.2, step = 2 * reach / perAxis;
        double[] axis = [.. Enumerable.Range(0, perAxis).Select(i => ((i + 0.5) * step) - reach)];
        await using var service = await OpenAsync();
        var answer = await service.LikelihoodAsync(new LikelihoodRequest
        {
            Points = [.. axis.SelectMany(x => axis.Select(y => new[] { x, y }))],
            Solver = new Rk45Sampler { Rtol = 1e-3, Atol = 1e-3 },
        });
        Assert.Empty(answer.FailedRows);
        var integral = answer.LogLikelihoods.Sum(value => Math.Exp(value!.Value) * step * step);
        Assert.True(Math.Abs(integral - 1) < 0.05, $"{integral}");
    }

    private static Task<LocalService> OpenAsync() => LocalService.OpenAsync(Repository.Models, "rings-pfgm");
}
