using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Loss guidance in protobuf.</summary>
internal static class LossGuidanceMapping
{
    public static LossGuidance ToContract(Proto.LossGuidance loss, JsonPointer at) => new()
    {
        Loss = (loss.Loss ?? throw Missing(at["loss"])).ToContract(at["loss"]),
        Estimator = loss.HasEstimator ? Estimator(loss.Estimator, at["estimator"]) : null,
        Samples = loss.HasSamples ? loss.Samples : null,
        Width = loss.Width is { } width ? Width(width, at["width"]) : null,
        Gradient = loss.HasGradient ? Gradient(loss.Gradient, at["gradient"]) : null,
        Normalise = loss.HasNormalise ? Normalise(loss.Normalise, at["normalise"]) : null,
        Jacobian = loss.HasJacobian ? loss.Jacobian : null,
        Weights = loss.Weights is { } weights ? Table(weights) : null,
        GuideCorrector = loss.HasGuideCorrector ? loss.GuideCorrector : null,
        SkipLast = loss.HasSkipLast ? loss.SkipLast : null,
    };

    public static Proto.LossGuidance ToProto(LossGuidance spec)
    {
        var loss = new Proto.LossGuidance
        {
            Loss = spec.Loss.ToProto(),
            Width = spec.Width is { } width ? Width(width) : null,
            Weights = spec.Weights is { } weights ? Table(weights) : null,
        };
        if (spec.Estimator is { } estimator)
        {
            loss.Estimator = estimator == LossEstimator.Point ? Proto.LossEstimator.Point : Proto.LossEstimator.MonteCarlo;
        }

        if (spec.Samples is { } samples)
        {
            loss.Samples = samples;
        }

        if (spec.Gradient is { } gradient)
        {
            loss.Gradient = gradient == LossGradient.Draws ? Proto.LossGradient.Draws : Proto.LossGradient.Score;
        }

        if (spec.Normalise is { } normalise)
        {
            loss.Normalise = normalise switch
            {
                LossNormalisation.Loss => Proto.LossNormalisation.Loss,
                LossNormalisation.Gradient => Proto.LossNormalisation.Gradient,
                _ => Proto.LossNormalisation.None,
            };
        }

        if (spec.Jacobian is { } jacobian)
        {
            loss.Jacobian = jacobian;
        }

        if (spec.GuideCorrector is { } corrector)
        {
            loss.GuideCorrector = corrector;
        }

        if (spec.SkipLast is { } skip)
        {
            loss.SkipLast = skip;
        }

        return loss;
    }

    private static LossEstimator Estimator(Proto.LossEstimator estimator, JsonPointer at) => estimator switch
    {
        Proto.LossEstimator.Point => LossEstimator.Point,
        Proto.LossEstimator.MonteCarlo => LossEstimator.MonteCarlo,
        _ => throw Unknown(at, "POINT or MONTE_CARLO"),
    };

    private static LossGradient Gradient(Proto.LossGradient gradient, JsonPointer at) => gradient switch
    {
        Proto.LossGradient.Draws => LossGradient.Draws,
        Proto.LossGradient.Score => LossGradient.Score,
        _ => throw Unknown(at, "DRAWS or SCORE"),
    };

    private static LossNormalisation Normalise(Proto.LossNormalisation normalise, JsonPointer at) => normalise switch
    {
        Proto.LossNormalisation.None => LossNormalisation.None,
        Proto.LossNormalisation.Loss => LossNormalisation.Loss,
        Proto.LossNormalisation.Gradient => LossNormalisation.Gradient,
        _ => throw Unknown(at, "NONE, LOSS or GRADIENT"),
    };

    private static DrawWidthSpec Width(Proto.DrawWidth width, JsonPointer at) => width.KindCase switch
    {
        Proto.DrawWidth.KindOneofCase.Unit => new UnitWidth(),
        Proto.DrawWidth.KindOneofCase.SigmaData => new SigmaDataWidth { SigmaData = width.SigmaData.HasSigmaData ? width.SigmaData.SigmaData : null },
        Proto.DrawWidth.KindOneofCase.Constant => new ConstantWidth { Value = width.Constant.Value },
        Proto.DrawWidth.KindOneofCase.Table => new TableWidth { Levels = Table(width.Table) },
        Proto.DrawWidth.KindOneofCase.Diagonal => new DiagonalWidth { StandardDeviations = [.. width.Diagonal.StandardDeviations] },
        _ => throw MissingKind.Of(Proto.DrawWidth.Descriptor, at),
    };

    private static Proto.DrawWidth Width(DrawWidthSpec spec) => spec switch
    {
        UnitWidth => new Proto.DrawWidth { Unit = new Proto.UnitWidth() },
        SigmaDataWidth data => new Proto.DrawWidth
        {
            SigmaData = data.SigmaData is { } value ? new Proto.SigmaDataWidth { SigmaData = value } : new Proto.SigmaDataWidth(),
        },
        ConstantWidth constant => new Proto.DrawWidth { Constant = new Proto.ConstantWidth { Value = constant.Value } },
        TableWidth table => new Proto.DrawWidth { Table = Table(table.Levels) },
        DiagonalWidth diagonal => new Proto.DrawWidth { Diagonal = new Proto.DiagonalWidth { StandardDeviations = { diagonal.StandardDeviations } } },
        _ => throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec)),
    };

    private static LevelTable Table(Proto.LevelTable table) => new() { Sigmas = [.. table.Sigmas], Values = [.. table.Values] };

    private static Proto.LevelTable Table(LevelTable table) => new() { Sigmas = { table.Sigmas }, Values = { table.Values } };

    private static GenPhysException Missing(JsonPointer at) => new(ErrorCode.Validation, $"{at.Name} is required.", at.ToString());

    private static GenPhysException Unknown(JsonPointer at, string known) =>
        new(ErrorCode.Validation, $"{at.Name} is not a known one; leave it out, or use {known}.", at.ToString());
}
