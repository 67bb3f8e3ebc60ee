namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>A linear equation of physics with what is known of its kernel.</summary>
/// <param name="Name">Name, as process kinds are spelled.</param>
/// <param name="Equation">The equation, for people.</param>
/// <param name="Relation">Its dispersion relation.</param>
/// <param name="Density">Judges, in N dimensions, whether p is a density: null where it is, else why it is not.</param>
public sealed record PhysicalEquation(string Name, string Equation, DispersionRelation Relation, Func<int, string?> Density)
{
    /// <summary>Whether the equation makes a generative process, and why.</summary>
    /// <param name="dimension">Coordinates N, 1 or more.</param>
    /// <returns>The verdict.</returns>
    public Verdict Judge(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var branches = DispersionClassifier.Classify(Relation);
        return new Verdict(branches[0].Smoothness, Density(dimension), branches);
    }
}

/// <summary>Whether an equation makes a generative process.</summary>
/// <param name="Smoothness">That of its best branch: the growing ones are ruled out by decay as t goes to infinity.</param>
/// <param name="NoDensity">Why its field is no density; null where it is one.</param>
/// <param name="Branches">The branches, smooth ones first.</param>
public sealed record Verdict(Smoothness Smoothness, string? NoDensity, IReadOnlyList<DispersionBranch> Branches)
{
    /// <summary>Whether the equation is a smooth density flow: both conditions hold.</summary>
    public bool IsSmoothDensityFlow => Smoothness == Smoothness.Smooth && NoDensity is null;
}
