using System.Text.Json.Serialization;

namespace GenPhys.Training.Potentials;

/// <summary>
/// The joint potential Phi_0(X) of clean sets that a learned potential stands for: sampled sets shall follow Phi_0(X) prod p(x_i) (Corso et al. 2024, eq. 5). The
/// member <c>target</c>, told apart by <c>kind</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ApartTarget), "apart")]
[JsonDerivedType(typeof(RepulsionTarget), "repulsion")]
public abstract record PotentialTarget
{
    /// <summary>h, the squared distance at which samples count as apart, above 0, in the model's normalised units.</summary>
    public required double H { get; init; }

    /// <summary>Whether Phi_0 stays below 1.</summary>
    [JsonIgnore]
    public abstract bool BelowOne { get; }

    /// <summary>ln Phi_0 of a set; minus infinity where it is 0.</summary>
    /// <param name="set">The set, <c>[n, dim]</c>.</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <returns>ln Phi_0, at most 0.</returns>
    public double Log(ReadOnlySpan<double> set, int dimension)
    {
        var (sum, n) = (0.0, set.Length / dimension);
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                var squared = 0.0;
                for (var c = 0; c < dimension; c++)
                {
                    var difference = set[(i * dimension) + c] - set[(j * dimension) + c];
                    squared += difference * difference;
                }

                sum += LogOfPair(squared / H);
            }
        }

        return sum;
    }

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (H is not (> 0 and < 1e12))
        {
            yield return ("h", $"is {H}, must be positive");
        }
    }

    /// <summary>The share of a pair in ln Phi_0.</summary>
    /// <param name="squared">Squared distance over h.</param>
    /// <returns>Its share, at most 0.</returns>
    protected abstract double LogOfPair(double squared);
}

/// <summary>Phi_0 = prod over pairs of 1 - exp(-d^2 / h): no two samples in one place.</summary>
public sealed record ApartTarget : PotentialTarget
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool BelowOne => true;

    /// <inheritdoc/>
    protected override double LogOfPair(double squared) => Math.Log(-double.ExpM1(-squared));
}

/// <summary>Phi_0 = exp(-sum over pairs of exp(-d^2 / h)): samples in one place are e times as rare as samples apart.</summary>
public sealed record RepulsionTarget : PotentialTarget
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool BelowOne => false;

    /// <inheritdoc/>
    protected override double LogOfPair(double squared) => -Math.Exp(-squared);
}
