using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Tests.Guidance;

/// <summary>A term that gives a constant gradient with respect to D, so that g = J_D^T c.</summary>
internal sealed class ConstantCotangent(params double[] c) : LaneTerm
{
    public override GuidanceNeed Need => GuidanceNeed.VectorJacobian;

    public override void Write(in GuidanceLane lane, ref LaneReport report) => c.CopyTo(lane.Gradient);
}

/// <summary>A term whose gradient a test gives.</summary>
internal sealed class TestTerm(TestTerm.Gradient write) : LaneTerm
{
    public delegate void Gradient(in GuidanceLane lane);

    public override void Write(in GuidanceLane lane, ref LaneReport report) => write(lane);
}

/// <summary>Pulls every row of a group to the group's mean.</summary>
internal sealed class Gather : GroupTerm
{
    public List<int> Sizes { get; } = [];

    public override void Write(in GuidanceGroup group)
    {
        var rows = group.Addresses.Length;
        Sizes.Add(rows);
        for (var j = 0; j < group.Dimension; j++)
        {
            var mean = 0.0;
            for (var row = 0; row < rows; row++)
            {
                mean += group.X[(row * group.Dimension) + j] / rows;
            }

            for (var row = 0; row < rows; row++)
            {
                group.Gradient[(row * group.Dimension) + j] = mean - group.X[(row * group.Dimension) + j];
            }
        }
    }
}
