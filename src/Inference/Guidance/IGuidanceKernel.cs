namespace GenPhys.Inference.Guidance;

/// <summary>
/// Computes terms for many lanes at once. Every call comes from the device thread. A lane's result depends on that lane
/// alone (or, for terms that couple rows, on its group): neither its place in the batch nor its neighbours change a bit.
/// </summary>
public interface IGuidanceKernel
{
    /// <summary>
    /// Fills <see cref="GuidanceBatch.Gradient"/> with unweighted gradients. A kernel that throws is called again unit by
    /// unit, so that only the rows at fault fail.
    /// </summary>
    /// <param name="lanes">The lanes; gradients are 0 on entry.</param>
    void Evaluate(GuidanceBatch lanes);
}
