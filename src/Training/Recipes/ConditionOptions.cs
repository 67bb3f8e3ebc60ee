namespace GenPhys.Training.Recipes;

/// <summary>How a model learns the classes of its data: the member <c>condition</c>.</summary>
public sealed record ConditionOptions
{
    /// <summary>Part of the training rows that are told no class, 0 to 1 (default 0.1): from these the model learns what it knows without one (Ho, Salimans 2021).</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Dropout is not (>= 0 and <= 1))
        {
            yield return ("dropout", $"is {Dropout}, must lie in 0 .. 1");
        }
    }
}
