using GenPhys.Contracts.Validation;
using Google.Protobuf.Collections;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Losses in protobuf. A new kind is one line in each direction.</summary>
public static class LossMapping
{
    /// <summary>The contract of a message.</summary>
    /// <param name="loss">The message.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: the loss, or its operator, has no kind.</exception>
    public static LossSpec ToContract(this Proto.Loss loss, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(loss);
        LossSpec spec = loss.KindCase switch
        {
            Proto.Loss.KindOneofCase.Waypoint => new WaypointLoss { Frame = loss.Waypoint.Frame, Target = [.. loss.Waypoint.Target], Columns = List(loss.Waypoint.Columns) },
            Proto.Loss.KindOneofCase.Path => new PathLoss
            {
                Targets = Rows(loss.Path.Targets), Frames = List(loss.Path.Frames), Columns = List(loss.Path.Columns),
            },
            Proto.Loss.KindOneofCase.Terminal => new TerminalLoss { Target = [.. loss.Terminal.Target], Columns = List(loss.Terminal.Columns) },
            Proto.Loss.KindOneofCase.Smoothness => new SmoothnessLoss { Columns = List(loss.Smoothness.Columns) },
            Proto.Loss.KindOneofCase.Linear => new LinearLoss
            {
                Operator = Operator(loss.Linear.Operator ?? new Proto.LinearOperator(), at["operator"]),
                Measurement = [.. loss.Linear.Measurement],
                StandardDeviation = loss.Linear.HasStandardDeviation ? loss.Linear.StandardDeviation : null,
            },
            Proto.Loss.KindOneofCase.Logistic => new LogisticLoss
            {
                Normal = [.. loss.Logistic.Normal],
                Offset = loss.Logistic.HasOffset ? loss.Logistic.Offset : null,
                Steepness = loss.Logistic.HasSteepness ? loss.Logistic.Steepness : null,
            },
            Proto.Loss.KindOneofCase.Label => new LabelLoss
            {
                Classifier = loss.Label.HasClassifier ? loss.Label.Classifier : null,
                Accept = loss.Label.HasAccept ? loss.Label.Accept : null,
                NoiseLevel = loss.Label.HasNoiseLevel ? loss.Label.NoiseLevel : null,
            },
            Proto.Loss.KindOneofCase.WeightedSum => new WeightedSumLoss
            {
                Of = [.. loss.WeightedSum.Of.Select((part, i) => part.ToContract(at["of"][i]))],
            },
            Proto.Loss.KindOneofCase.Distance => new DistanceLoss
            {
                To = loss.Distance.To.ToContract(at["to"]),
                Margin = loss.Distance.HasMargin ? loss.Distance.Margin : null,
            },
            Proto.Loss.KindOneofCase.Occupancy => Occupancy(loss.Occupancy, at),
            _ => throw MissingKind.Of(Proto.Loss.Descriptor, at),
        };
        return spec with { Weight = loss.HasWeight ? loss.Weight : null };
    }

    /// <summary>The message of a contract.</summary>
    /// <param name="spec">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Loss ToProto(this LossSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var loss = spec switch
        {
            WaypointLoss waypoint => new Proto.Loss
            {
                Waypoint = new Proto.WaypointLoss { Frame = waypoint.Frame, Target = { waypoint.Target }, Columns = { waypoint.Columns ?? [] } },
            },
            PathLoss path => new Proto.Loss
            {
                Path = new Proto.PathLoss { Targets = { Rows(path.Targets) }, Frames = { path.Frames ?? [] }, Columns = { path.Columns ?? [] } },
            },
            TerminalLoss terminal => new Proto.Loss { Terminal = new Proto.TerminalLoss { Target = { terminal.Target }, Columns = { terminal.Columns ?? [] } } },
            SmoothnessLoss smoothness => new Proto.Loss { Smoothness = new Proto.SmoothnessLoss { Columns = { smoothness.Columns ?? [] } } },
            LinearLoss linear => new Proto.Loss { Linear = Linear(linear) },
            LogisticLoss logistic => new Proto.Loss { Logistic = Logistic(logistic) },
            LabelLoss label => new Proto.Loss { Label = Label(label) },
            DistanceLoss distance => new Proto.Loss { Distance = Distance(distance) },
            OccupancyLoss occupancy => new Proto.Loss { Occupancy = Occupancy(occupancy) },
            WeightedSumLoss sum => new Proto.Loss { WeightedSum = new Proto.WeightedSumLoss { Of = { sum.Of.Select(ToProto) } } },
            _ => throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec)),
        };
        if (spec.Weight is { } weight)
        {
            loss.Weight = weight;
        }

        return loss;
    }

    private static LinearOperatorSpec Operator(Proto.LinearOperator map, JsonPointer at) => map.KindCase switch
    {
        Proto.LinearOperator.KindOneofCase.Matrix => new MatrixOperator { Rows = Rows(map.Matrix.Rows) },
        Proto.LinearOperator.KindOneofCase.Mask => new MaskOperator { Indices = [.. map.Mask.Indices] },
        Proto.LinearOperator.KindOneofCase.Average => new AverageOperator { Factor = map.Average.Factor },
        Proto.LinearOperator.KindOneofCase.Bicubic => new BicubicOperator { Factor = map.Bicubic.Factor },
        _ => throw MissingKind.Of(Proto.LinearOperator.Descriptor, at),
    };

    private static Proto.LinearOperator Operator(LinearOperatorSpec spec) => spec switch
    {
        MatrixOperator matrix => new Proto.LinearOperator { Matrix = new Proto.MatrixOperator { Rows = { Rows(matrix.Rows) } } },
        MaskOperator mask => new Proto.LinearOperator { Mask = new Proto.MaskOperator { Indices = { mask.Indices } } },
        AverageOperator average => new Proto.LinearOperator { Average = new Proto.AverageOperator { Factor = average.Factor } },
        BicubicOperator bicubic => new Proto.LinearOperator { Bicubic = new Proto.BicubicOperator { Factor = bicubic.Factor } },
        _ => throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec)),
    };

    private static Proto.DistanceLoss Distance(DistanceLoss spec)
    {
        var distance = new Proto.DistanceLoss { To = spec.To.ToProto() };
        if (spec.Margin is { } margin)
        {
            distance.Margin = margin;
        }

        return distance;
    }

    private static OccupancyLoss Occupancy(Proto.OccupancyLoss occupancy, JsonPointer at) => new()
    {
        Of = occupancy.Of.ToContract(at["of"]),
        Steepness = occupancy.HasSteepness ? occupancy.Steepness : null,
        Columns = List(occupancy.Columns),
        Form = !occupancy.HasForm ? null : occupancy.Form switch
        {
            Proto.OccupancyForm.Sdf => OccupancyForm.Sdf,
            Proto.OccupancyForm.Squared => OccupancyForm.Squared,
            _ => throw new GenPhysException(
                ErrorCode.Validation, "form is not a known one; leave it out, or use SDF or SQUARED.", at["form"].ToString()),
        },
    };

    private static Proto.OccupancyLoss Occupancy(OccupancyLoss spec)
    {
        var occupancy = new Proto.OccupancyLoss { Of = spec.Of.ToProto(), Columns = { spec.Columns ?? [] } };
        if (spec.Form is { } form)
        {
            occupancy.Form = form == OccupancyForm.Squared ? Proto.OccupancyForm.Squared : Proto.OccupancyForm.Sdf;
        }

        if (spec.Steepness is { } steepness)
        {
            occupancy.Steepness = steepness;
        }

        return occupancy;
    }

    private static Proto.LinearLoss Linear(LinearLoss spec)
    {
        var linear = new Proto.LinearLoss { Operator = Operator(spec.Operator), Measurement = { spec.Measurement } };
        if (spec.StandardDeviation is { } deviation)
        {
            linear.StandardDeviation = deviation;
        }

        return linear;
    }

    private static Proto.LogisticLoss Logistic(LogisticLoss spec)
    {
        var logistic = new Proto.LogisticLoss { Normal = { spec.Normal } };
        if (spec.Offset is { } offset)
        {
            logistic.Offset = offset;
        }

        if (spec.Steepness is { } steepness)
        {
            logistic.Steepness = steepness;
        }

        return logistic;
    }

    private static Proto.LabelLoss Label(LabelLoss spec)
    {
        var label = new Proto.LabelLoss();
        if (spec.Classifier is { } classifier)
        {
            label.Classifier = classifier;
        }

        if (spec.Accept is { } accept)
        {
            label.Accept = accept;
        }

        if (spec.NoiseLevel is { } level)
        {
            label.NoiseLevel = level;
        }

        return label;
    }

    private static int[]? List(RepeatedField<int> values) => values.Count == 0 ? null : [.. values];

    private static double[][] Rows(RepeatedField<Proto.Position> rows) => [.. rows.Select(row => row.Values.ToArray())];

    private static IEnumerable<Proto.Position> Rows(double[][] rows) => rows.Select(row => new Proto.Position { Values = { row } });
}
