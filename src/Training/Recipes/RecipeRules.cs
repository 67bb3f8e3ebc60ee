using GenPhys.Inference.Networks;

namespace GenPhys.Training.Recipes;

/// <summary>What recipes of every kind have in common.</summary>
internal static class RecipeRules
{
    /// <summary>What is wrong with the head of a recipe.</summary>
    public static IEnumerable<(string Member, string Problem)> Head(int schema, string name, long seed)
    {
        if (schema != 1)
        {
            yield return ("schema", $"is {schema}, this version reads 1");
        }

        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || name[0] == '-')
        {
            yield return ("name", $"is '{name}', must be 1 to 64 lower-case letters, digits and hyphens, and not begin with a hyphen");
        }

        if (seed is < 0 or >= 1L << 53)
        {
            yield return ("seed", $"is {seed}, must lie in 0 .. 2^53 - 1");
        }
    }

    /// <summary>What is wrong with the lengths of a training.</summary>
    public static IEnumerable<(string Member, string Problem)> Schedule(double emaDecay, int batch, int steps, int checkpointEvery)
    {
        if (emaDecay is not (>= 0 and < 1))
        {
            yield return ("emaDecay", $"is {emaDecay}, must be at least 0 and below 1");
        }

        if (batch is < 1 or > 1_000_000)
        {
            yield return ("batch", $"is {batch}, must lie in 1 .. 10^6");
        }

        if (steps is < 1 or > 1_000_000_000)
        {
            yield return ("steps", $"is {steps}, must lie in 1 .. 10^9");
        }

        if (checkpointEvery < 1)
        {
            yield return ("checkpointEvery", $"is {checkpointEvery}, must be at least 1");
        }
    }

    /// <summary>Refuses a network that cannot have the sizes that its data ask for.</summary>
    /// <exception cref="RecipeException">It cannot.</exception>
    public static void RequireFit(Architecture network, int inputs, int outputs) =>
        RecipeException.ThrowUnless(network.Misfit(inputs, outputs) is null, "network", network.Misfit(inputs, outputs) ?? "");

    /// <summary>Problems of a member's own members, under its name.</summary>
    public static IEnumerable<(string Member, string Problem)> Under(string member, IEnumerable<(string Member, string Problem)> problems) =>
        problems.Select(p => ($"{member}.{p.Member}", p.Problem));
}
