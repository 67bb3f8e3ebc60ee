namespace GenPhys.Training.PublishedResults;

/// <summary>
/// One published table or claim, trained from scratch and checked. Every member of the family is a class in this folder or beside the method that it
/// checks, and a line in <see cref="Reproductions"/>.
/// </summary>
public abstract class Reproduction
{
    /// <summary>The acceptance id or table, by which <c>genphys reproduce</c> calls it, such as <c>S15</c>.</summary>
    public abstract string Id { get; }

    /// <summary>What is claimed, in a sentence.</summary>
    public abstract string Claim { get; }

    /// <summary>Author, year and place of the claim.</summary>
    public abstract string Source { get; }

    /// <summary>About how long it takes on one core, in minutes.</summary>
    public abstract double Minutes { get; }

    /// <summary>Why our figures differ from the published ones, where they do.</summary>
    public virtual string? Deviations => null;

    /// <summary>Trains and measures.</summary>
    /// <param name="context">Where to work, and whom to tell.</param>
    /// <returns>The figures, in the order in which a reader wants them.</returns>
    public abstract Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context);
}
