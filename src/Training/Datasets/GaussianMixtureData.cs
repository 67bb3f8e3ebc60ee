using System.Text.Json.Serialization;

namespace GenPhys.Training.Datasets;

/// <summary>A mixture of isotropic Gaussians, sum_k weight_k N(mean_k, standardDeviation_k^2 I).</summary>
public sealed record GaussianMixtureData : GeneratedData
{
    /// <summary>Positive weights, one per component; they are divided by their sum.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>Means, one per component, all of one dimension.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Means { get; init; }

    /// <summary>Standard deviations, one per component, at least 0.</summary>
    public required IReadOnlyList<double> StandardDeviations { get; init; }

    /// <summary>Class of each component, from 0, every class with a component; points without classes where absent.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ClassCount => Classes?.Distinct().Count() ?? 0;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Dimension => Means[0].Count;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var problem in base.Problems())
        {
            yield return problem;
        }

        if (Weights is not { Count: > 0 } || Means?.Count != Weights.Count || StandardDeviations?.Count != Weights.Count)
        {
            yield return ("weights", "must hold at least one component, and means and standardDeviations as many");
            yield break;
        }

        if (Classes is not null && (Classes.Count != Weights.Count || !Classes.Distinct().Order().SequenceEqual(Enumerable.Range(0, ClassCount))))
        {
            yield return ("classes", "must name a class for each component, every one from 0 on");
        }

        for (var k = 0; k < Weights.Count; k++)
        {
            if (Weights[k] is not (> 0 and < 1e12))
            {
                yield return ($"weights[{k}]", $"is {Weights[k]}, must be positive");
            }

            if (Means[k] is not { Count: > 0 } || Means[k].Count != Means[0].Count || !Means[k].All(double.IsFinite))
            {
                yield return ($"means[{k}]", "must hold finite numbers, as many as the first mean");
            }

            if (StandardDeviations[k] is not (>= 0 and < 1e12))
            {
                yield return ($"standardDeviations[{k}]", $"is {StandardDeviations[k]}, must be at least 0");
            }
        }
    }

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        var left = noise.NextUniform() * Weights.Sum();
        var k = 0;
        while (k < Weights.Count - 1 && left >= Weights[k])
        {
            left -= Weights[k];
            k++;
        }

        for (int i = 0; i < point.Length; i++)
        {
            point[i] = Means[k][i] + (StandardDeviations[k] * noise.NextNormal());
        }

        return Classes?[k] ?? 0;
    }
}
