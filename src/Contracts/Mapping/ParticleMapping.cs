using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Particle guidance in protobuf.</summary>
internal static class ParticleMapping
{
    public static ParticleGuidance ToContract(Proto.ParticleGuidance particles, JsonPointer at) => new()
    {
        Potential = particles.HasPotential ? WireEnum.Read<ParticlePotential>((int)particles.Potential, at["potential"]) : null,
        GroupSize = particles.HasGroupSize ? particles.GroupSize : null,
        Bandwidth = particles.HasBandwidth ? particles.Bandwidth : null,
        BandwidthPower = particles.HasBandwidthPower ? particles.BandwidthPower : null,
        SigmaPower = particles.HasSigmaPower ? particles.SigmaPower : null,
        Normalisation = particles.HasNormalisation ? WireEnum.Read<PotentialNormalisation>((int)particles.Normalisation, at["normalisation"]) : null,
        Indices = particles.Indices.Count > 0 ? [.. particles.Indices] : null,
        Center = particles.Center.Count > 0 ? [.. particles.Center] : null,
        Features = particles.Features is { } features ? FeatureMapping.ToContract(features, at["features"]) : null,
        Permutations = particles.Permutations.Count > 0 ? [.. particles.Permutations.Select(p => p.Places.ToArray())] : null,
        PermutationRule = particles.HasPermutationRule ? WireEnum.Read<PermutationRule>((int)particles.PermutationRule, at["permutationRule"]) : null,
        Exponent = particles.HasExponent ? particles.Exponent : null,
        Softening = particles.HasSoftening ? particles.Softening : null,
    };

    public static Proto.ParticleGuidance ToProto(ParticleGuidance spec)
    {
        var particles = new Proto.ParticleGuidance { Features = spec.Features is { } features ? FeatureMapping.ToProto(features) : null };
        particles.Indices.AddRange(spec.Indices ?? []);
        particles.Center.AddRange(spec.Center ?? []);
        particles.Permutations.AddRange((spec.Permutations ?? []).Select(Permutation));
        WireEnum.Set(spec.Potential, value => particles.Potential = (Proto.ParticlePotential)WireEnum.Write(value));
        WireEnum.Set(spec.GroupSize, value => particles.GroupSize = value);
        WireEnum.Set(spec.Bandwidth, value => particles.Bandwidth = value);
        WireEnum.Set(spec.BandwidthPower, value => particles.BandwidthPower = value);
        WireEnum.Set(spec.SigmaPower, value => particles.SigmaPower = value);
        WireEnum.Set(spec.Normalisation, value => particles.Normalisation = (Proto.PotentialNormalisation)WireEnum.Write(value));
        WireEnum.Set(spec.PermutationRule, value => particles.PermutationRule = (Proto.PermutationRule)WireEnum.Write(value));
        WireEnum.Set(spec.Exponent, value => particles.Exponent = value);
        WireEnum.Set(spec.Softening, value => particles.Softening = value);
        return particles;
    }

    private static Proto.Permutation Permutation(int[] places)
    {
        var permutation = new Proto.Permutation();
        permutation.Places.AddRange(places);
        return permutation;
    }
}
