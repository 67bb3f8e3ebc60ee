namespace GenPhys.Training.Recipes;

/// <summary>A recipe, or the data that it names, cannot be trained; says which member is at fault and what would work.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>A fault of one member.</summary>
    /// <param name="member">The member's path inside the recipe, such as <c>data.count</c>; empty for the document itself.</param>
    /// <param name="problem">What is wrong and what would work.</param>
    /// <param name="inner">The failure behind it, if any.</param>
    public RecipeException(string member, string problem, Exception? inner = null)
        : base(member.Length == 0 ? problem : $"{member}: {problem}", inner) => Member = member;

    /// <summary>The member's path inside the recipe, such as <c>data.count</c>.</summary>
    public string Member { get; }

    /// <summary>Throws unless <paramref name="holds"/>.</summary>
    /// <param name="holds">The condition that a sound recipe meets.</param>
    /// <param name="member">The member's path inside the recipe.</param>
    /// <param name="problem">What is wrong and what would work.</param>
    /// <exception cref="RecipeException">The condition does not hold.</exception>
    public static void ThrowUnless(bool holds, string member, string problem)
    {
        if (!holds)
        {
            throw new RecipeException(member, problem);
        }
    }
}
