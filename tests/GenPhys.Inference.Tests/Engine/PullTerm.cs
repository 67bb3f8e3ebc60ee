using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>The score of a Gaussian likelihood, g = -(x - c)/v, in every coordinate.</summary>
internal sealed class PullTerm(double c, double v) : IGuidanceTerm
{
    private readonly List<int> _lanes = [];

    /// <summary>Lanes of each call.</summary>
    public IReadOnlyList<int> Lanes => _lanes;

    public void Add(in GuidanceLanes lanes)
    {
        _lanes.Add(lanes.NoiseLevel.Length);
        for (var i = 0; i < lanes.X.Length; i++)
        {
            lanes.Guidance[i] += -(lanes.X[i] - c) / v;
        }
    }
}
