using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Tests.Guidance.Bridges;

/// <summary>The field without a score, D = x, on which a bridge acts alone.</summary>
internal sealed class ZeroScore(int dimension) : IField
{
    public int Dimension => dimension;

    public void Evaluate(LaneBatch lanes) => lanes.X.CopyTo(lanes.Denoised);

    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents)
    {
        Evaluate(lanes);
        writeCotangents(lanes);
        lanes.Cotangent.CopyTo(lanes.VectorJacobian);
    }

    public void Dispose()
    {
    }
}
