using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>A field whose lanes a test changes after the evaluation, or that throws before it.</summary>
internal sealed class TamperedField(IField inner) : IField
{
    /// <summary>Gets x, sigma and D of each value lane and may change D.</summary>
    public TamperLane? Lane { get; init; }

    /// <summary>Called before each evaluation with its lanes.</summary>
    public Action<LaneBatch>? Before { get; init; }

    public bool Disposed { get; private set; }

    public int Dimension => inner.Dimension;

    public void Evaluate(LaneBatch lanes)
    {
        Before?.Invoke(lanes);
        inner.Evaluate(lanes);
        for (var i = 0; i < lanes.Count && Lane is not null; i++)
        {
            Lane(
                lanes.X.Slice(i * Dimension, Dimension), lanes.NoiseLevel[i], lanes.Denoised.Slice(i * Dimension, Dimension));
        }
    }

    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents) => inner.EvaluateWithVjp(lanes, writeCotangents);

    public void Dispose()
    {
        Disposed = true;
        inner.Dispose();
    }
}

internal delegate void TamperLane(ReadOnlySpan<double> x, double sigma, Span<double> denoised);
