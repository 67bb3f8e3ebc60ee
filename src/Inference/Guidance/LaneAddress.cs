using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Guidance;

/// <summary>Whose lane it is: all that a term's own noise may depend on.</summary>
/// <param name="Row">Row of the request; the first one where all rows share their draws.</param>
/// <param name="Step">Solver step; 0 throughout an adaptive program, whose steps must see one smooth field.</param>
/// <param name="Stage">Evaluation within the step and place of the term in the request.</param>
/// <param name="Group">First row of the row's group.</param>
public readonly record struct LaneAddress(RowIdentity Row, uint Step, byte Stage, int Group)
{
    /// <summary>Terms that one request may have, so that their draws never share a key.</summary>
    public const int MaxTerms = 16;

    /// <summary>The address of the lane's draws.</summary>
    /// <param name="purpose">What they are for.</param>
    /// <returns>The key.</returns>
    public NoiseKey Key(NoisePurpose purpose) => Row.Key(purpose, Step, Stage);
}
