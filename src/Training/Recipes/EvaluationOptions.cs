using GenPhys.Contracts;

namespace GenPhys.Training.Recipes;

/// <summary>What a run measures on the way: the member <c>evaluation</c>.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Steps between evaluations, 1 to 10^9 (default 1,000); the last step is always evaluated.</summary>
    public int Every { get; init; } = 1000;

    /// <summary>Noise draws per held-out point, 1 to 1,000 (default 8): the same ones at every evaluation and in every run.</summary>
    public int Draws { get; init; } = 8;

    /// <summary>Samples for the infraction rate where the data have an oracle, 0 to 10^6 (default 2,048; 0: none).</summary>
    public int Samples { get; init; } = 2048;

    /// <summary>Samples per entry of <see cref="Final"/>, 1 to 10^6 (default 20,480).</summary>
    public int FinalSamples { get; init; } = 20_480;

    /// <summary>Samplers by which the infraction rate of the finished model is measured, by the name of the metric; none by default.</summary>
    public IReadOnlyDictionary<string, SamplerSpec> Final { get; init; } = new Dictionary<string, SamplerSpec>();

    /// <summary>
    /// Samplers by which the sliced Wasserstein-1 distance of the finished model to the held-out points is measured, by the name of the metric; none by
    /// default. As many samples are drawn as there are held-out points.
    /// </summary>
    public IReadOnlyDictionary<string, SamplerSpec> Distances { get; init; } = new Dictionary<string, SamplerSpec>();

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Every is < 1 or > 1_000_000_000)
        {
            yield return ("every", $"is {Every}, must lie in 1 .. 10^9");
        }

        if (Draws is < 1 or > 1000)
        {
            yield return ("draws", $"is {Draws}, must lie in 1 .. 1,000");
        }

        if (Samples is < 0 or > 1_000_000)
        {
            yield return ("samples", $"is {Samples}, must lie in 0 .. 10^6");
        }

        if (FinalSamples is < 1 or > 1_000_000)
        {
            yield return ("finalSamples", $"is {FinalSamples}, must lie in 1 .. 10^6");
        }
    }
}
