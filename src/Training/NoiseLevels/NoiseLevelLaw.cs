using System.Text.Json.Serialization;

namespace GenPhys.Training.NoiseLevels;

/// <summary>The law q of the noise levels that training visits: the member <c>noise</c>, told apart by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LogNormalLevels), "logNormal")]
[JsonDerivedType(typeof(LogUniformLevels), "logUniform")]
public abstract record NoiseLevelLaw
{
    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public abstract IEnumerable<(string Member, string Problem)> Problems();

    /// <summary>The noise level below which the law has probability <paramref name="p"/>.</summary>
    /// <param name="p">Probability in (0, 1).</param>
    /// <returns>Noise level sigma in variance-exploding units, above 0.</returns>
    public abstract double Quantile(double p);
}
