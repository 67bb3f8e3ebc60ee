using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>What a request got.</summary>
public sealed class EngineResult
{
    /// <summary>Final states, <c>[rows, dim]</c>, float64; a failed row is all zeros.</summary>
    public required double[] States { get; init; }

    /// <summary>Scalar slots at the end, <c>[rows, scalarSlots]</c>.</summary>
    public required double[] Scalars { get; init; }

    /// <summary>Field evaluations of each row, <c>[rows]</c>.</summary>
    public required int[] Evaluations { get; init; }

    /// <summary>What terms did to each row, <c>[rows]</c>, where the job asks; null for a row on which no term acted.</summary>
    public IReadOnlyList<RowGuidance?>? Guidance { get; init; }

    /// <summary>Rows that failed, in order.</summary>
    public required IReadOnlyList<RowFailure> Failures { get; init; }

    /// <summary>From submission to the first tick.</summary>
    public required TimeSpan Queued { get; init; }

    /// <summary>From the first tick to the last.</summary>
    public required TimeSpan Run { get; init; }
}

/// <summary>A row that failed alone.</summary>
/// <param name="Row">Row of the request.</param>
/// <param name="Step">Solver step, from 0.</param>
/// <param name="NoiseLevel">Noise level of the step.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record RowFailure(int Row, int Step, double NoiseLevel, string Reason);
