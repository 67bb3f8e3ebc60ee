namespace GenPhys.Inference.Random;

/// <summary>
/// The address of a stretch of noise: equal keys give equal numbers on every device, in every batch, beside any
/// neighbour. Elements within the stretch are addressed by their index.
/// </summary>
/// <param name="Seed">Seed of the request, 0 to 2^53 - 1 at the doors; any 64 bits here.</param>
/// <param name="Row">Row of the request.</param>
/// <param name="Purpose">What the draw is for.</param>
/// <param name="Step">Solver step, or level and cycle of a Restart.</param>
/// <param name="Stage">Stage within the step, 0 to 255.</param>
/// <param name="Attempt">Rejection attempt, 0 to 65,535.</param>
public readonly record struct NoiseKey(
    ulong Seed,
    uint Row,
    NoisePurpose Purpose,
    uint Step = 0,
    byte Stage = 0,
    ushort Attempt = 0);
