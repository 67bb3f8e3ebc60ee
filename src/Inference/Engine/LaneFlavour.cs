namespace GenPhys.Inference.Engine;

/// <summary>What an evaluation of a lane yields. Lanes of one model and one flavour share an evaluation.</summary>
public enum LaneFlavour
{
    /// <summary>The denoiser alone, no gradient.</summary>
    Value = 0,

    /// <summary>The denoiser and J_D(x)^T c for the lane's cotangent c.</summary>
    ValueAndVjp = 1,
}
