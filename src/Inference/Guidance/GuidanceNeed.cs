namespace GenPhys.Inference.Guidance;

/// <summary>What a term needs of a lane beside its state and noise level.</summary>
public enum GuidanceNeed
{
    /// <summary>At most the denoiser D; the term gives its gradient at the state itself.</summary>
    Denoised = 0,

    /// <summary>
    /// The denoiser's vector-Jacobian product: the term gives a gradient c with respect to D, and the engine turns it into
    /// J_D^T c. Terms that share a lane share one backward pass.
    /// </summary>
    VectorJacobian = 1,
}
