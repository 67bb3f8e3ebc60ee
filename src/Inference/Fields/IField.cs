namespace GenPhys.Inference.Fields;

/// <summary>
/// A source of the denoiser D(x; sigma) = E[x0 | x] of one generative process: a trained network or a closed form.
/// Every call comes from the device thread. A lane's result depends on that lane alone: neither its place in the batch
/// nor its neighbours change a bit of it.
/// </summary>
public interface IField : IDisposable
{
    /// <summary>Coordinates of a state.</summary>
    int Dimension { get; }

    /// <summary>Classes that a lane may be conditioned on; 0 for a field without a condition.</summary>
    int Classes => 0;

    /// <summary>Size of the codebook of each latent code that a lane may carry, <c>[slots]</c>; empty for a field without codes.</summary>
    IReadOnlyList<int> CodeSizes => [];

    /// <summary>Whether denoisers and products are computed in single precision.</summary>
    bool SinglePrecision => false;

    /// <summary>Evaluations spent so far on the empty places of tiles; 0 where a field works without tiles.</summary>
    long Padding => 0;

    /// <summary>Fills <see cref="LaneBatch.Denoised"/>.</summary>
    /// <param name="lanes">States and noise levels.</param>
    void Evaluate(LaneBatch lanes);

    /// <summary>
    /// Fills <see cref="LaneBatch.Denoised"/>, calls <paramref name="writeCotangents"/> (which may read the denoiser and
    /// fills <see cref="LaneBatch.Cotangent"/>), then fills <see cref="LaneBatch.VectorJacobian"/>: one forward and one
    /// backward pass for all lanes.
    /// </summary>
    /// <param name="lanes">States and noise levels, sized with cotangents.</param>
    /// <param name="writeCotangents">Fills the cotangents; called once.</param>
    void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents);
}
