namespace GenPhys.Training.Recipes;

/// <summary>When a run's state is written down: the member <c>checkpoints</c>.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Steps between checkpoints, 1 to 10^9 (default 1,000); the last step always has one.</summary>
    public int Every { get; init; } = 1000;

    /// <summary>The newest checkpoints that are kept, 1 to 100 (default 2).</summary>
    public int Keep { get; init; } = 2;

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Every is < 1 or > 1_000_000_000)
        {
            yield return ("every", $"is {Every}, must lie in 1 .. 10^9");
        }

        if (Keep is < 1 or > 100)
        {
            yield return ("keep", $"is {Keep}, must lie in 1 .. 100");
        }
    }
}
