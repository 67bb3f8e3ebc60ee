using System.Text.Json.Serialization;
using GenPhys.Inference.Processes;

namespace GenPhys.Training.NoiseLevels;

/// <summary>The law q of the noise levels that training visits: the member <c>noise</c>, told apart by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LogNormalLevels), "logNormal")]
[JsonDerivedType(typeof(LogUniformLevels), "logUniform")]
[JsonDerivedType(typeof(MixtureLevels), "mixture")]
[JsonDerivedType(typeof(PowerLevels), "power")]
[JsonDerivedType(typeof(UniformTimeLevels), "uniformTime")]
public abstract record NoiseLevelLaw
{
    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public abstract IEnumerable<(string Member, string Problem)> Problems();

    /// <summary>The noise level below which the law has probability <paramref name="p"/>.</summary>
    /// <param name="p">Probability in (0, 1).</param>
    /// <param name="process">The process, for laws that are laws of its time.</param>
    /// <returns>Noise level sigma in variance-exploding units, above 0.</returns>
    public abstract double Quantile(double p, GenerativeProcess process);

    /// <summary>What is wrong with the ends of a range of levels.</summary>
    /// <param name="low">Smallest noise level, above 0.</param>
    /// <param name="high">Largest, above <paramref name="low"/>.</param>
    protected static IEnumerable<(string Member, string Problem)> RangeProblems(double low, double high)
    {
        if (!(low > 0 && double.IsFinite(low)))
        {
            yield return ("low", $"is {low}, must be positive and finite");
        }
        else if (!(high > low && double.IsFinite(high)))
        {
            yield return ("high", $"is {high}, must be finite and above low ({low})");
        }
    }
}
