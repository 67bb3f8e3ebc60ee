using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Training.GenNeg;

/// <summary>Draws from a model as it is served.</summary>
internal sealed class SampledDraws(LocalService service, GenNegRecipe recipe, int iteration) : IDrawSource
{
    public async Task<Drawn> DrawAsync(int request, int rows, CancellationToken ct)
    {
        var result = await service.SampleAsync(
            new SampleRequest { Count = rows, Seed = SetBuilder.Seed(recipe.Seed, iteration, request), Sampler = recipe.Sampler }, ct: ct).ConfigureAwait(false);
        return new Drawn(Array.ConvertAll(result.Samples, x => (double)x), result.FailedRows.Select(row => row.Row).ToHashSet(), null);
    }
}
