using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>The score of a Gaussian likelihood, g = -(x - c)/v, in every coordinate.</summary>
internal sealed class PullTerm(double c, double v) : GuidanceTerm, IGuidanceKernel
{
    private readonly List<int> _lanes = [];

    /// <summary>Lanes of each call.</summary>
    public IReadOnlyList<int> Lanes => _lanes;

    public override IGuidanceKernel Kernel => this;

    public void Evaluate(GuidanceBatch lanes)
    {
        _lanes.Add(lanes.Count);
        for (var i = 0; i < lanes.X.Length; i++)
        {
            lanes.Gradient[i] = -(lanes.X[i] - c) / v;
        }
    }
}
