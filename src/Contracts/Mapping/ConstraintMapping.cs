using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Constraints in protobuf. A new kind is one line in each direction.</summary>
public static class ConstraintMapping
{
    /// <summary>The contract of a message.</summary>
    /// <param name="constraint">The message; null where a constraint is missing.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException">The message, or one within it, has no kind, or text within it cannot be read.</exception>
    public static ConstraintSpec ToContract(this Proto.Constraint? constraint, JsonPointer at) => constraint?.KindCase switch
    {
        Proto.Constraint.KindOneofCase.Disc => new DiscConstraint { Center = [.. constraint.Disc.Center], Radius = constraint.Disc.Radius },
        Proto.Constraint.KindOneofCase.HalfPlane => new HalfPlaneConstraint { Normal = [.. constraint.HalfPlane.Normal], Offset = constraint.HalfPlane.Offset },
        Proto.Constraint.KindOneofCase.Slab => new SlabConstraint { Axis = [.. constraint.Slab.Axis], Low = constraint.Slab.Low, High = constraint.Slab.High },
        Proto.Constraint.KindOneofCase.Box => new BoxConstraint { Low = [.. constraint.Box.Low], High = [.. constraint.Box.High] },
        Proto.Constraint.KindOneofCase.Polygon => OutlineMapping.Polygon(constraint.Polygon, at),
        Proto.Constraint.KindOneofCase.OrientedRectangle => Rectangle(constraint.OrientedRectangle),
        Proto.Constraint.KindOneofCase.Checkerboard => Checkerboard(constraint.Checkerboard),
        Proto.Constraint.KindOneofCase.DrivableMap => OutlineMapping.Map(constraint.DrivableMap, at),
        Proto.Constraint.KindOneofCase.Union => new UnionConstraint { Of = List(constraint.Union, at["of"]) },
        Proto.Constraint.KindOneofCase.Intersection => new IntersectionConstraint { Of = List(constraint.Intersection, at["of"]) },
        Proto.Constraint.KindOneofCase.Complement => new ComplementConstraint { Of = constraint.Complement.Of.ToContract(at["of"]) },
        Proto.Constraint.KindOneofCase.Dimensions => new DimensionsConstraint
        {
            Indices = Indices(constraint.Dimensions.Indices),
            Of = constraint.Dimensions.Of.ToContract(at["of"]),
        },
        Proto.Constraint.KindOneofCase.NoOverlap => SceneMapping.NoOverlap(constraint.NoOverlap, at),
        Proto.Constraint.KindOneofCase.OnRoad => SceneMapping.OnRoad(constraint.OnRoad, at),
        Proto.Constraint.KindOneofCase.PositiveSizes => SceneMapping.PositiveSizes(constraint.PositiveSizes),
        Proto.Constraint.KindOneofCase.GroundPlane => SequenceMapping.GroundPlane(constraint.GroundPlane),
        Proto.Constraint.KindOneofCase.SpeedLimit => SequenceMapping.SpeedLimit(constraint.SpeedLimit),
        Proto.Constraint.KindOneofCase.Avoid => SequenceMapping.Avoid(constraint.Avoid, at),
        _ => throw MissingKind.Of(Proto.Constraint.Descriptor, at),
    };

    /// <summary>The message of a contract.</summary>
    /// <param name="spec">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Constraint ToProto(this ConstraintSpec spec) => spec switch
    {
        DiscConstraint disc => new() { Disc = new() { Center = { disc.Center }, Radius = disc.Radius } },
        HalfPlaneConstraint plane => new() { HalfPlane = new() { Normal = { plane.Normal }, Offset = plane.Offset } },
        SlabConstraint slab => new() { Slab = new() { Axis = { slab.Axis }, Low = slab.Low, High = slab.High } },
        BoxConstraint box => new() { Box = new() { Low = { box.Low }, High = { box.High } } },
        PolygonConstraint polygon => new() { Polygon = OutlineMapping.Polygon(polygon) },
        OrientedRectangleConstraint rectangle => new() { OrientedRectangle = Rectangle(rectangle) },
        CheckerboardConstraint board => new() { Checkerboard = Checkerboard(board) },
        DrivableMapConstraint map => new() { DrivableMap = OutlineMapping.Map(map) },
        UnionConstraint union => new() { Union = List(union.Of) },
        IntersectionConstraint intersection => new() { Intersection = List(intersection.Of) },
        ComplementConstraint complement => new() { Complement = new() { Of = complement.Of.ToProto() } },
        DimensionsConstraint dimensions => new() { Dimensions = new() { Indices = Indices(dimensions.Indices), Of = dimensions.Of.ToProto() } },
        NoOverlapConstraint overlap => new() { NoOverlap = SceneMapping.NoOverlap(overlap) },
        OnRoadConstraint road => new() { OnRoad = SceneMapping.OnRoad(road) },
        PositiveSizesConstraint sizes => new() { PositiveSizes = SceneMapping.PositiveSizes(sizes) },
        GroundPlaneConstraint ground => new() { GroundPlane = SequenceMapping.GroundPlane(ground) },
        SpeedLimitConstraint speed => new() { SpeedLimit = SequenceMapping.SpeedLimit(speed) },
        AvoidConstraint avoid => new() { Avoid = SequenceMapping.Avoid(avoid) },
        _ => throw new ArgumentException($"{spec?.GetType().Name} has no message.", nameof(spec)),
    };

    /// <summary>The contract of a check.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException">The points do not fill whole rows, or the constraint has no kind.</exception>
    public static ConstraintCheckRequest ToContract(this Proto.CheckConstraintRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ConstraintCheckRequest
        {
            Points = request.Points.ToRows(JsonPointer.Root["points"]),
            Constraint = request.Constraint.ToContract(JsonPointer.Root["constraint"]),
        };
    }

    /// <summary>The message of a check.</summary>
    /// <param name="request">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.CheckConstraintRequest ToProto(this ConstraintCheckRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new Proto.CheckConstraintRequest { Points = request.Points.ToProto(), Constraint = request.Constraint.ToProto() };
    }

    /// <summary>The message of a check's answer.</summary>
    /// <param name="response">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.CheckConstraintResponse ToProto(this ConstraintCheckResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new Proto.CheckConstraintResponse { Contains = { response.Contains }, Distances = { response.Distances } };
    }

    /// <summary>The answer of a message.</summary>
    /// <param name="response">The message.</param>
    /// <returns>The contract.</returns>
    public static ConstraintCheckResponse ToContract(this Proto.CheckConstraintResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new ConstraintCheckResponse { Contains = [.. response.Contains], Distances = [.. response.Distances] };
    }

    internal static int[]? Indices(Proto.IndexList? list) => list is null ? null : [.. list.Values];

    internal static Proto.IndexList? Indices(int[]? indices) => indices is null ? null : new Proto.IndexList { Values = { indices } };

    private static ConstraintSpec[] List(Proto.ConstraintList list, JsonPointer at) => [.. list.Of.Select((part, i) => part.ToContract(at[i]))];

    private static Proto.ConstraintList List(IReadOnlyList<ConstraintSpec> parts) => new() { Of = { parts.Select(ToProto) } };

    private static OrientedRectangleConstraint Rectangle(Proto.OrientedRectangleConstraint message) =>
        new() { Center = [.. message.Center], Length = message.Length, Width = message.Width, Heading = message.Heading };

    private static Proto.OrientedRectangleConstraint Rectangle(OrientedRectangleConstraint spec) =>
        new() { Center = { spec.Center }, Length = spec.Length, Width = spec.Width, Heading = spec.Heading };

    private static CheckerboardConstraint Checkerboard(Proto.CheckerboardConstraint message) =>
        new() { Origin = [.. message.Origin], Cell = message.Cell, Columns = message.Columns, Rows = message.Rows, Parity = message.Parity };

    private static Proto.CheckerboardConstraint Checkerboard(CheckerboardConstraint spec) =>
        new() { Origin = { spec.Origin }, Cell = spec.Cell, Columns = spec.Columns, Rows = spec.Rows, Parity = spec.Parity };
}
