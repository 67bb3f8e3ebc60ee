using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// Draws groups of samples together, so that they spread (Corso et al. 2024, "Particle guidance"): the score of sample i gets
/// grad_i log Phi = -alpha grad_i sum_j k_ij, with alpha = <see cref="GuidanceSpec.Weight"/> sigma^<see cref="SigmaPower"/>.
/// </summary>
public sealed record ParticleGuidance : GuidanceSpec
{
    /// <summary>The largest group.</summary>
    public const int MaxGroupSize = 1024;

    /// <summary>The most orders of coordinates that are compared.</summary>
    public const int MaxPermutations = 32;

    /// <summary>The potential; <see cref="ParticlePotential.Rbf"/> by default.</summary>
    public ParticlePotential? Potential { get; init; }

    /// <summary>Samples of a group, cut from the request in order, 1 to 1,024; the smaller of count and 128 by default.</summary>
    public int? GroupSize { get; init; }

    /// <summary>
    /// h of the kernels exp(-d^2 / h), above 0, in squared units of what is compared; by default m^2 / ln n at every evaluation, with
    /// m the median distance of the n samples of the group. Of <c>electrostatic</c>, the squared length in which distances count.
    /// </summary>
    public double? Bandwidth { get; init; }

    /// <summary>Power p of a bandwidth h sigma^p; 0 by default. It goes with <see cref="Bandwidth"/>.</summary>
    public double? BandwidthPower { get; init; }

    /// <summary>Power p of the weight alpha = weight sigma^p; 0 by default. Weights that are log-interpolated between two levels are such powers.</summary>
    public double? SigmaPower { get; init; }

    /// <summary>What the potential is divided by; <see cref="PotentialNormalisation.Mean"/> for <c>torsion</c> and the sum for the others.</summary>
    public PotentialNormalisation? Normalisation { get; init; }

    /// <summary>
    /// Coordinates that are compared, each once; all by default. Of <c>angular</c>, pairs x, y of points of the plane, one after another.
    /// Not for <c>feature</c>, <c>svgd</c> and <c>learned</c>.
    /// </summary>
    public int[]? Indices { get; init; }

    /// <summary>The centre of <c>angular</c>, <c>[2]</c>, in data units; the origin by default.</summary>
    public double[]? Center { get; init; }

    /// <summary>The features of <c>feature</c>; the artifact's extractor by default.</summary>
    public FeatureSpec? Features { get; init; }

    /// <summary>
    /// Orders of the compared coordinates under which a sample of <c>torsion</c> is equivalent to itself, <c>[permutations][indices]</c>, at most 32; the
    /// identity is always among them.
    /// </summary>
    public int[][]? Permutations { get; init; }

    /// <summary>Which order counts; <see cref="PermutationRule.Nearest"/> by default.</summary>
    public PermutationRule? PermutationRule { get; init; }

    /// <summary>Exponent N + D - 2 of <c>electrostatic</c>, 0 or more; from the process by default where it is a Poisson flow.</summary>
    public double? Exponent { get; init; }

    /// <summary>Length that is added to distances of <c>electrostatic</c> in quadrature, above 0, in data units; 0.01 of the median distance by default.</summary>
    public double? Softening { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.Between(GroupSize, 1, MaxGroupSize, at["groupSize"]);
        found.Above(Bandwidth, 0, at["bandwidth"]);
        found.AtLeast(BandwidthPower, double.MinValue, at["bandwidthPower"]);
        found.AtLeast(SigmaPower, double.MinValue, at["sigmaPower"]);
        found.Indices(Indices, at["indices"]);
        found.AtLeast(Exponent, 0, at["exponent"]);
        found.Above(Softening, 0, at["softening"]);
        Features?.Check(found, at["features"]);
        found.WithinLimit(Permutations?.Length, MaxPermutations, at["permutations"]);
        if (Center is not null)
        {
            found.Count(Center.Length, 2, at["center"]);
            found.Finite(Center, at["center"]);
        }

        if (BandwidthPower is not null && Bandwidth is null)
        {
            found.Add(ErrorCode.Validation, at["bandwidthPower"], "bandwidthPower goes with a bandwidth; the median rule follows the samples by itself.");
        }

        CheckUse(found, at);
    }

    private void CheckUse(Violations found, JsonPointer at)
    {
        var potential = Potential ?? ParticlePotential.Rbf;
        (string Member, bool Present, bool Used)[] members =
        [
            ("bandwidth", Bandwidth is not null, potential != ParticlePotential.Learned),
            ("normalisation", Normalisation is not null, potential != ParticlePotential.Learned),
            ("indices", Indices is not null, potential is ParticlePotential.Rbf or ParticlePotential.Angular or ParticlePotential.Torsion or ParticlePotential.Electrostatic),
            ("center", Center is not null, potential == ParticlePotential.Angular),
            ("features", Features is not null, potential == ParticlePotential.Feature),
            ("permutations", Permutations is not null, potential == ParticlePotential.Torsion),
            ("permutationRule", PermutationRule is not null, potential == ParticlePotential.Torsion),
            ("exponent", Exponent is not null, potential == ParticlePotential.Electrostatic),
            ("softening", Softening is not null, potential == ParticlePotential.Electrostatic),
        ];
        foreach (var (member, _, _) in members.Where(m => m.Present && !m.Used))
        {
            found.Add(ErrorCode.Validation, at[member], $"{member} does not belong to this potential; leave it out.");
        }
    }
}
