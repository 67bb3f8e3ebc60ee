using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Features in protobuf.</summary>
internal static class FeatureMapping
{
    public static FeatureSpec ToContract(Proto.Features features, JsonPointer at) => features.KindCase switch
    {
        Proto.Features.KindOneofCase.Linear => new LinearFeatures { Matrix = Rows(features.Linear, at["matrix"]) },
        Proto.Features.KindOneofCase.Radius => new RadiusFeature { Center = features.Radius.Center.Count > 0 ? [.. features.Radius.Center] : null },
        _ => throw MissingKind.Of(Proto.Features.Descriptor, at),
    };

    public static Proto.Features ToProto(FeatureSpec spec)
    {
        switch (spec)
        {
            case LinearFeatures linear:
                var matrix = new Proto.LinearFeatures { Count = linear.Matrix.Length };
                matrix.Matrix.AddRange(linear.Matrix.SelectMany(row => row));
                return new Proto.Features { Linear = matrix };
            case RadiusFeature radius:
                var center = new Proto.RadiusFeature();
                center.Center.AddRange(radius.Center ?? []);
                return new Proto.Features { Radius = center };
            default:
                throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec));
        }
    }

    private static double[][] Rows(Proto.LinearFeatures features, JsonPointer at) =>
        features.Count > 0 && features.Matrix.Count > 0 && features.Matrix.Count % features.Count == 0
            ? [.. features.Matrix.Chunk(features.Matrix.Count / features.Count)]
            : throw new GenPhysException(
                ErrorCode.Validation, $"matrix has {features.Matrix.Count} numbers, which are not {features.Count} rows of one length.", at.ToString());
}
