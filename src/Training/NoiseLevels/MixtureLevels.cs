using GenPhys.Inference.Processes;

namespace GenPhys.Training.NoiseLevels;

/// <summary>Several laws at once: a level comes from one of them, drawn by its share. For dwelling on some levels without forgetting the others.</summary>
public sealed record MixtureLevels : NoiseLevelLaw
{
    /// <summary>The parts, 1 to 16.</summary>
    public required IReadOnlyList<LevelShare> Of { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Of.Count is < 1 or > 16)
        {
            yield return ("of", $"has {Of.Count} parts, must have 1 to 16");
        }

        for (var i = 0; i < Of.Count; i++)
        {
            if (!(Of[i].Share > 0 && double.IsFinite(Of[i].Share)))
            {
                yield return ($"of[{i}].share", $"is {Of[i].Share}, must be positive and finite");
            }

            foreach (var (member, problem) in Of[i].Law.Problems())
            {
                yield return ($"of[{i}].law.{member}", problem);
            }
        }
    }

    /// <summary>The level that a uniform number stands for: the parts share the unit interval, so that it rises within each of them only.</summary>
    /// <param name="p">A number in (0, 1).</param>
    /// <param name="process">The process.</param>
    /// <returns>A noise level, above 0.</returns>
    public override double Quantile(double p, GenerativeProcess process)
    {
        var left = p * Of.Sum(part => part.Share);
        foreach (var part in Of.SkipLast(1))
        {
            if (left < part.Share)
            {
                return part.Law.Quantile(Inside(left / part.Share), process);
            }

            left -= part.Share;
        }

        return Of[^1].Law.Quantile(Inside(left / Of[^1].Share), process);
    }

    // What is cut from an open interval may lie on an end of its part.
    private static double Inside(double p) => Math.Clamp(p, 1e-12, 1 - 1e-12);
}

/// <summary>A part of a mixture of laws.</summary>
public sealed record LevelShare
{
    /// <summary>Its share, above 0; shares need not sum to 1.</summary>
    public required double Share { get; init; }

    /// <summary>The law.</summary>
    public required NoiseLevelLaw Law { get; init; }
}
