using GenPhys.Inference.Processes;
using static TorchSharp.torch;

namespace GenPhys.Training.Batches;

/// <summary>
/// One training step's data in variance-exploding coordinates: references r, of which the first b are the sources y, and
/// x_i = y_i + sigma_i z_i. Its tensors belong to the dispose scope in which it is made.
/// </summary>
public sealed class PerturbedBatch
{
    /// <summary>Perturbs the first rows of a reference batch.</summary>
    /// <param name="references">r, <c>[n, dim]</c>.</param>
    /// <param name="noise">z, <c>[b, dim]</c>, b at most n.</param>
    /// <param name="sigma">sigma, <c>[b]</c>.</param>
    /// <param name="lossWeight">lambda(sigma), <c>[b]</c>.</param>
    /// <param name="process">The process whose kernel z follows; a diffusion where null.</param>
    /// <param name="conditions">What the network is told of each source; nothing where null.</param>
    public PerturbedBatch(Tensor references, Tensor noise, Tensor sigma, Tensor lossWeight, GenerativeProcess? process = null, BatchConditions? conditions = null)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(sigma);
        References = references;
        Noise = noise;
        Sigma = sigma;
        LossWeight = lossWeight;
        Process = process;
        Conditions = conditions;
        Sources = references.narrow(0, 0, noise.shape[0]);
        Perturbed = Sources + (sigma.unsqueeze(1) * noise);
        Input = conditions is null ? Perturbed : cat([Perturbed, conditions.Columns], 1);
    }

    /// <summary>r, <c>[n, dim]</c>.</summary>
    public Tensor References { get; }

    /// <summary>y, <c>[b, dim]</c>, the first rows of <see cref="References"/>.</summary>
    public Tensor Sources { get; }

    /// <summary>The process whose kernel z follows; null for a diffusion.</summary>
    public GenerativeProcess? Process { get; }

    /// <summary>z, <c>[b, dim]</c>: standard normal, or of the process's own law.</summary>
    public Tensor Noise { get; }

    /// <summary>sigma, <c>[b]</c>.</summary>
    public Tensor Sigma { get; }

    /// <summary>lambda(sigma) = 1/c_out^2, <c>[b]</c>.</summary>
    public Tensor LossWeight { get; }

    /// <summary>x = y + sigma z, <c>[b, dim]</c>.</summary>
    public Tensor Perturbed { get; }

    /// <summary>What the network is told of each source; null for a model without a condition.</summary>
    public BatchConditions? Conditions { get; }

    /// <summary>What a model reads: <see cref="Perturbed"/>, and behind it the columns of the condition, <c>[b, dim + columns]</c>.</summary>
    public Tensor Input { get; }
}
