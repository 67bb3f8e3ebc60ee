using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Constraints on scenes in protobuf.</summary>
internal static class SceneMapping
{
    public static NoOverlapConstraint NoOverlap(Proto.NoOverlapConstraint message, JsonPointer at) => new()
    {
        Margin = message.HasMargin ? message.Margin : null,
        Overlap = !message.HasOverlap ? null : message.Overlap switch
        {
            Proto.OverlapMeasure.Area => OverlapMeasure.Area,
            Proto.OverlapMeasure.SatDepth => OverlapMeasure.SatDepth,
            _ => throw new GenPhysException(ErrorCode.Validation, "overlap is one of area, satDepth.", at["overlap"].ToString()),
        },
        Columns = Columns(message.Columns),
    };

    public static Proto.NoOverlapConstraint NoOverlap(NoOverlapConstraint spec)
    {
        var message = new Proto.NoOverlapConstraint { Columns = Columns(spec.Columns) };
        if (spec.Margin is { } margin)
        {
            message.Margin = margin;
        }

        if (spec.Overlap is { } overlap)
        {
            message.Overlap = overlap == OverlapMeasure.Area ? Proto.OverlapMeasure.Area : Proto.OverlapMeasure.SatDepth;
        }

        return message;
    }

    public static OnRoadConstraint OnRoad(Proto.OnRoadConstraint message, JsonPointer at) => new()
    {
        Map = message.Map.ToContract(at["map"]),
        Rule = !message.HasRule ? null : message.Rule switch
        {
            Proto.OffRoadRule.AnyCornerOut => OffRoadRule.AnyCornerOut,
            Proto.OffRoadRule.AllCornersOut => OffRoadRule.AllCornersOut,
            Proto.OffRoadRule.CenterOut => OffRoadRule.CenterOut,
            _ => throw new GenPhysException(ErrorCode.Validation, "rule is one of anyCornerOut, allCornersOut, centerOut.", at["rule"].ToString()),
        },
        Columns = Columns(message.Columns),
    };

    public static Proto.OnRoadConstraint OnRoad(OnRoadConstraint spec)
    {
        var message = new Proto.OnRoadConstraint { Map = spec.Map.ToProto(), Columns = Columns(spec.Columns) };
        if (spec.Rule is { } rule)
        {
            message.Rule = rule switch
            {
                OffRoadRule.AnyCornerOut => Proto.OffRoadRule.AnyCornerOut,
                OffRoadRule.AllCornersOut => Proto.OffRoadRule.AllCornersOut,
                _ => Proto.OffRoadRule.CenterOut,
            };
        }

        return message;
    }

    public static PositiveSizesConstraint PositiveSizes(Proto.PositiveSizesConstraint message) =>
        new() { Minimum = message.HasMinimum ? message.Minimum : null, Columns = Columns(message.Columns) };

    public static Proto.PositiveSizesConstraint PositiveSizes(PositiveSizesConstraint spec)
    {
        var message = new Proto.PositiveSizesConstraint { Columns = Columns(spec.Columns) };
        if (spec.Minimum is { } minimum)
        {
            message.Minimum = minimum;
        }

        return message;
    }

    private static SceneColumns? Columns(Proto.SceneColumns? message) => message is null ? null : new SceneColumns
    {
        Features = message.HasFeatures ? message.Features : null,
        X = message.HasX ? message.X : null,
        Y = message.HasY ? message.Y : null,
        Length = message.HasLength ? message.Length : null,
        Width = message.HasWidth ? message.Width : null,
        Heading = message.Heading is not { } heading ? null : new HeadingColumns
        {
            Cos = heading.HasCos ? heading.Cos : null,
            Sin = heading.HasSin ? heading.Sin : null,
            Theta = heading.HasTheta ? heading.Theta : null,
        },
    };

    private static Proto.SceneColumns? Columns(SceneColumns? spec)
    {
        if (spec is null)
        {
            return null;
        }

        var message = new Proto.SceneColumns();
        Set(spec.Features, value => message.Features = value);
        Set(spec.X, value => message.X = value);
        Set(spec.Y, value => message.Y = value);
        Set(spec.Length, value => message.Length = value);
        Set(spec.Width, value => message.Width = value);
        if (spec.Heading is { } heading)
        {
            message.Heading = new Proto.HeadingColumns();
            Set(heading.Cos, value => message.Heading.Cos = value);
            Set(heading.Sin, value => message.Heading.Sin = value);
            Set(heading.Theta, value => message.Heading.Theta = value);
        }

        return message;
    }

    private static void Set(int? value, Action<int> set)
    {
        if (value is { } present)
        {
            set(present);
        }
    }
}
