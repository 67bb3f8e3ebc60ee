using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Constraints on sequences in protobuf.</summary>
internal static class SequenceMapping
{
    public static GroundPlaneConstraint GroundPlane(Proto.GroundPlaneConstraint message) => new()
    {
        Axis = message.Axis,
        Height = message.HasHeight ? message.Height : null,
        Tolerance = message.HasTolerance ? message.Tolerance : null,
        Joints = ConstraintMapping.Indices(message.Joints),
        Layout = Layout(message.Layout),
    };

    public static Proto.GroundPlaneConstraint GroundPlane(GroundPlaneConstraint spec)
    {
        var message = new Proto.GroundPlaneConstraint { Axis = spec.Axis, Joints = ConstraintMapping.Indices(spec.Joints), Layout = Layout(spec.Layout) };
        if (spec.Height is { } height)
        {
            message.Height = height;
        }

        if (spec.Tolerance is { } tolerance)
        {
            message.Tolerance = tolerance;
        }

        return message;
    }

    public static SpeedLimitConstraint SpeedLimit(Proto.SpeedLimitConstraint message) => new()
    {
        Limit = message.Limit,
        Interval = message.HasInterval ? message.Interval : null,
        Layout = Layout(message.Layout),
    };

    public static Proto.SpeedLimitConstraint SpeedLimit(SpeedLimitConstraint spec)
    {
        var message = new Proto.SpeedLimitConstraint { Limit = spec.Limit, Layout = Layout(spec.Layout) };
        if (spec.Interval is { } interval)
        {
            message.Interval = interval;
        }

        return message;
    }

    public static AvoidConstraint Avoid(Proto.AvoidConstraint message, JsonPointer at) => new()
    {
        Region = message.Region.ToContract(at["region"]),
        Frames = ConstraintMapping.Indices(message.Frames),
        Layout = Layout(message.Layout),
    };

    public static Proto.AvoidConstraint Avoid(AvoidConstraint spec) => new()
    {
        Region = spec.Region.ToProto(),
        Frames = ConstraintMapping.Indices(spec.Frames),
        Layout = Layout(spec.Layout),
    };

    private static SequenceLayout? Layout(Proto.SequenceLayout? message) => message is null ? null : new SequenceLayout
    {
        Points = message.HasPoints ? message.Points : null,
        Dimensions = message.HasDimensions ? message.Dimensions : null,
    };

    private static Proto.SequenceLayout? Layout(SequenceLayout? spec)
    {
        if (spec is null)
        {
            return null;
        }

        var message = new Proto.SequenceLayout();
        if (spec.Points is { } points)
        {
            message.Points = points;
        }

        if (spec.Dimensions is { } dimensions)
        {
            message.Dimensions = dimensions;
        }

        return message;
    }
}
