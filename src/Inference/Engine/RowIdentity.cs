using GenPhys.Inference.Random;

namespace GenPhys.Inference.Engine;

/// <summary>What a row's noise depends on, and nothing else does: not its batch, its neighbours or the device.</summary>
/// <param name="Seed">Seed of the request.</param>
/// <param name="Row">Row of the request, from 0.</param>
/// <param name="Attempt">Rejection attempt, from 0.</param>
public readonly record struct RowIdentity(ulong Seed, uint Row, ushort Attempt = 0)
{
    /// <summary>The address of one of the row's draws.</summary>
    /// <param name="purpose">What the draw is for.</param>
    /// <param name="step">Solver step.</param>
    /// <param name="stage">Stage within the step.</param>
    /// <returns>The key.</returns>
    public NoiseKey Key(NoisePurpose purpose, uint step, byte stage) => new(Seed, Row, purpose, step, stage, Attempt);
}
