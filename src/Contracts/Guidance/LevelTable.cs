using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A number by noise level, piecewise linear in ln sigma and constant beyond the ends.</summary>
public sealed record LevelTable
{
    /// <summary>Noise levels, rising and above 0.</summary>
    public required double[] Sigmas { get; init; }

    /// <summary>Values, one per level.</summary>
    public required double[] Values { get; init; }

    internal void Check(Violations found, JsonPointer at, double low = double.MinValue)
    {
        found.NotEmpty(Sigmas.Length, at["sigmas"]);
        found.Count(Values.Length, Sigmas.Length, at["values"]);
        for (var i = 0; i < Sigmas.Length; i++)
        {
            found.Above(Sigmas[i], i == 0 ? 0 : Sigmas[i - 1], at["sigmas"][i]);
        }

        for (var i = 0; i < Values.Length; i++)
        {
            found.AtLeast(Values[i], low, at["values"][i]);
        }
    }
}
