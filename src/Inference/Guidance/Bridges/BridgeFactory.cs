using GenPhys.Contracts;
using GenPhys.Inference.Constraints;
using GenPhys.Inference.Guidance.Classifiers;

namespace GenPhys.Inference.Guidance.Bridges;

/// <summary>Makes the bridge that a request names.</summary>
internal static class BridgeFactory
{
    private const int MostBoxes = 4096;

    public static IEnumerable<GuidanceTerm> Create(BridgeGuidance spec, GuidanceContext context)
    {
        int[] frozen = spec.Frozen ?? [];
        if (frozen.Any(j => j >= context.Dimension))
        {
            throw context.Invalid("frozen", $"The samples have coordinates 0 to {context.Dimension - 1}; frozen names {frozen.Max()}.");
        }

        if (spec.Form == BridgeForm.Diffusion)
        {
            _ = ConstraintRegistry.Create(spec.To, context.Dimension, context.Limits, context.At["to"]);
            yield return new DiffusionBridgeTerm(Boxes(spec.To, context), context.Manifest.Normalisation)
            {
                Weight = spec.Weight ?? 1, Interval = GuidanceContext.Interval(spec), Clip = spec.Clip, Frozen = frozen,
            };
            yield break;
        }

        yield return new BridgeTerm(ConstraintRegistry.Create(spec.To, context.Dimension, context.Limits, context.At["to"]), context.Manifest.Normalisation)
        {
            Weight = spec.Weight ?? 1,
            Interval = GuidanceContext.Interval(spec),
            Clip = spec.Clip,
            SigmaMax = spec.Gamma == BridgeSchedule.InvSigma2 ? double.PositiveInfinity : context.Manifest.Process.Create().SigmaMax,
            SigmaData = spec.SigmaData,
            Margin = spec.Margin ?? 0,
            Frozen = frozen,
        };
    }

    private static IntervalBoxes Boxes(ConstraintSpec spec, GuidanceContext context)
    {
        var boxes = Split(spec).Take(MostBoxes + 1).ToList();
        if (boxes.Count > MostBoxes || boxes.Any(box => box is null))
        {
            throw context.Unsupported("to", $"A diffusion bridge goes to boxes: a box, a checkerboard or a union of those, at most {MostBoxes} in all. Use the manual form.");
        }

        try
        {
            return new IntervalBoxes([.. boxes.Select(box => box!.Value)]);
        }
        catch (ArgumentException exception)
        {
            throw context.Invalid("to", exception.Message);
        }
    }

    private static IEnumerable<(double[] Low, double[] High)?> Split(ConstraintSpec spec) => spec switch
    {
        BoxConstraint box => [(box.Low, box.High)],
        CheckerboardConstraint board =>
            from i in Enumerable.Range(0, board.Columns)
            from j in Enumerable.Range(0, board.Rows)
            where (i + j) % 2 == board.Parity
            select ((double[], double[])?)(
                [board.Origin[0] + (board.Cell * i), board.Origin[1] + (board.Cell * j)],
                [board.Origin[0] + (board.Cell * (i + 1)), board.Origin[1] + (board.Cell * (j + 1))]),
        UnionConstraint union => union.Of.SelectMany(Split),
        _ => [null],
    };
}
