using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>Makes what a request names. A new potential is a class beside this one and a line here.</summary>
internal static class PotentialFactory
{
    public static IEnumerable<GuidanceTerm> Create(ParticleGuidance spec, GuidanceContext context)
    {
        var potential = spec.Potential ?? ParticlePotential.Rbf;
        yield return new ParticleTerm(Make(potential, spec, context))
        {
            Rows = spec.GroupSize ?? Math.Min(context.Rows, 128),
            Weight = spec.Weight ?? 1,
            Interval = GuidanceContext.Interval(spec),
            Clip = spec.Clip,
            SigmaPower = spec.SigmaPower ?? 0,
            Normalisation = spec.Normalisation ?? (potential == ParticlePotential.Torsion ? PotentialNormalisation.Mean : PotentialNormalisation.Sum),
            Units = context.Manifest.Normalisation,
        };
    }

    private static Potential Make(ParticlePotential potential, ParticleGuidance spec, GuidanceContext context)
    {
        var bandwidth = new Bandwidth(spec.Bandwidth, spec.BandwidthPower ?? 0);
        return potential switch
        {
            ParticlePotential.Rbf => new RbfPotential(bandwidth, Indices(spec, context)),
            ParticlePotential.Angular => new AngularPotential(bandwidth, Pairs(spec, context), spec.Center ?? [0, 0]),
            ParticlePotential.Feature => new FeaturePotential(bandwidth, Features(spec.Features, context)),
            ParticlePotential.Torsion => new TorsionPotential(
                bandwidth, Indices(spec, context), Permutations(spec, context), spec.PermutationRule ?? PermutationRule.Nearest),
            ParticlePotential.Electrostatic => new ElectrostaticPotential(bandwidth, Exponent(spec, context), spec.Softening, Indices(spec, context)),
            ParticlePotential.Svgd => new SvgdPotential(bandwidth),
            ParticlePotential.Learned => Learned(spec, context),
            _ => throw new ArgumentOutOfRangeException(nameof(potential), potential, "The potential is not built into this service."),
        };
    }

    private static int[] Indices(ParticleGuidance spec, GuidanceContext context)
    {
        var indices = spec.Indices ?? [.. Enumerable.Range(0, context.Dimension)];
        return indices.Max() < context.Dimension
            ? indices
            : throw context.Invalid("indices", $"The samples have coordinates 0 to {context.Dimension - 1}; indices names {indices.Max()}.");
    }

    private static int[] Pairs(ParticleGuidance spec, GuidanceContext context)
    {
        var indices = Indices(spec, context);
        return indices.Length % 2 == 0
            ? indices
            : throw context.Invalid("indices", $"The angular potential takes coordinates in pairs x, y, and has {indices.Length} of them.");
    }

    private static int[][] Permutations(ParticleGuidance spec, GuidanceContext context)
    {
        var length = Indices(spec, context).Length;
        var orders = spec.Permutations ?? [];
        var bad = Array.FindIndex(orders, order => !order.Order().SequenceEqual(Enumerable.Range(0, length)));
        return bad < 0 ? orders : throw context.Invalid("permutations", $"Permutation {bad} is no order of the numbers 0 to {length - 1}.");
    }

    private static FeatureMap Features(FeatureSpec? spec, GuidanceContext context) => spec switch
    {
        null => context.Parts.Features
            ?? throw context.Unsupported("features", "The model brings no feature extractor; name features of the kind linear or radius."),
        LinearFeatures linear => linear.Matrix.All(row => row.Length == context.Dimension)
            ? new LinearFeatureMap(linear.Matrix)
            : throw context.Invalid("features", $"Every row of the matrix needs {context.Dimension} numbers, one per coordinate of a sample."),
        RadiusFeature radius => (radius.Center?.Length ?? context.Dimension) == context.Dimension
            ? new RadiusFeatureMap(radius.Center ?? new double[context.Dimension])
            : throw context.Invalid("features", $"The center needs {context.Dimension} numbers, one per coordinate of a sample."),
        _ => throw context.Unsupported("features", $"The features {spec.GetType().Name} are not built into this service."),
    };

    private static double Exponent(ParticleGuidance spec, GuidanceContext context)
    {
        var process = context.Manifest.Process.Create() as PfgmppProcess;
        return spec.Exponent ?? (process?.AugmentedDimension is { } d && double.IsFinite(d)
            ? Math.Max(0, context.Dimension + d - 2)
            : throw context.Invalid("exponent", "The process is no Poisson flow, so the electrostatic potential needs its exponent N + D - 2."));
    }

    private static Potential Learned(ParticleGuidance spec, GuidanceContext context)
    {
        var learned = context.Parts.Potential
            ?? throw context.Unsupported("potential", "The model brings no learned potential; use one in closed form, such as rbf.");
        var size = spec.GroupSize ?? Math.Min(context.Rows, 128);
        return learned is not MixturePairPotential || size <= 2
            ? learned
            : throw context.Unsupported("groupSize", $"The model's potential is one of pairs; groupSize must be 2, and is {size}.");
    }
}
