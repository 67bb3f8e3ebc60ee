using GenPhys.Training.Artifacts;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// Draws from an earlier iteration of the model, which has more invalid samples, with the weights of their paths towards the model as it stands
/// (Naderiparizi et al. 2024, eq. 49).
/// </summary>
internal sealed class ProposedDraws(LocalService service, GenNegRecipe recipe, int iteration) : IDrawSource
{
    public async Task<Drawn> DrawAsync(int request, int rows, CancellationToken ct)
    {
        var paths = await service.OnDeviceAsync(
            model =>
            {
                var target = Enumerable.Repeat(1.0, model.Classifiers.Count).ToArray();
                var proposal = target.Select((w, k) => k < recipe.Proposal ? w : 0).ToArray();
                return ImportancePaths.Draw(model, recipe.Sampler, proposal, target, SetBuilder.Seed(recipe.Seed, iteration, request), rows, ct);
            },
            ct).ConfigureAwait(false);
        var failed = Enumerable.Range(0, rows).Where(row => !double.IsFinite(paths.LogWeights[row])).ToHashSet();
        return new Drawn(paths.Points, failed, paths.LogWeights);
    }
}
