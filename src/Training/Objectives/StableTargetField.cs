using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>
/// The stable target field of Xu, Tong and Jaakkola 2023 (Algorithm 1): a perturbed point's target is the mean of a
/// reference batch, each member weighted by how likely it is to have produced the point. The batch must hold the point's
/// own source and be exchangeable; then the target is unbiased at every batch size, and with the source alone it is the
/// target of denoising score matching.
/// </summary>
/// <remarks>
/// The logits are relative to the own source, -(|a (y_i - r_k)|^2 + 2 sigma &lt;z_i, a (y_i - r_k)&gt;) / (2 sigma^2), so
/// that none is large where its weight is not 0. In few dimensions <see cref="HostPosterior"/> forms the differences; in many, where
/// they would need [sources, references, dim] numbers, the logits go through one matrix product of centred float64 data: in float32
/// the expansion of the squared distance loses the weights at small sigma.
/// </remarks>
public static class StableTargetField
{
    // Above this the matrix product is faster than one source at a time.
    private const int MostHostDimensions = 64;
    private const long LogitsPerChunk = 1 << 22;

    /// <summary>
    /// The weights w_ik = p(x_i | r_k) / sum_j p(x_i | r_j) of x_i = a_i y_i + sigma_i z_i, where source y_i is
    /// reference i (Xu et al. 2023, eq. 4).
    /// </summary>
    /// <param name="references">The reference batch, <c>[n, dim]</c>; its first rows are the sources.</param>
    /// <param name="noise">z, <c>[b, dim]</c>, b at most n.</param>
    /// <param name="a">Signal scale of each source's kernel, <c>[b]</c>.</param>
    /// <param name="sigma">Noise of each source's kernel, <c>[b]</c>, above 0.</param>
    /// <returns>The weights, <c>[b, n]</c>, float64; every row sums to 1.</returns>
    public static Tensor Weights(Tensor references, Tensor noise, Tensor a, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var centred = Centred(references);
        return ChunkWeights(centred, noise, a, sigma, 0, noise.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The stable target of a denoiser: the weighted mean of the references, or x - sum_k w_k c_k (x - r_k) where the process has a displacement
    /// factor c (Liu et al. 2023, GenPhys: density and flux of a mixture are sums).
    /// </summary>
    /// <param name="references">The reference batch, <c>[n, dim]</c>; its first rows are the sources.</param>
    /// <param name="noise">z, <c>[b, dim]</c>, b at most n.</param>
    /// <param name="a">Signal scale of each source's kernel, <c>[b]</c>.</param>
    /// <param name="sigma">Noise of each source's kernel, <c>[b]</c>, above 0.</param>
    /// <param name="process">The process whose kernel weighs the references; a diffusion where null.</param>
    /// <param name="conditions">Classes, of which a source's references must share its own; none where null.</param>
    /// <returns>The means, <c>[b, dim]</c>, in the dtype of <paramref name="references"/>.</returns>
    public static Tensor PosteriorMean(
        Tensor references, Tensor noise, Tensor a, Tensor sigma, GenerativeProcess? process = null, BatchConditions? conditions = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var matrix = process is null or DiffusionProcess or PfgmppProcess;
        var narrow = references.shape[1] <= MostHostDimensions && references.device_type == DeviceType.CPU;
        var means = matrix && !narrow
            ? InChunks(references, noise, a, sigma, process, conditions)
            : OnHost(references, noise, a, sigma, process, conditions);
        return means.MoveToOuterDisposeScope();
    }

    /// <summary>The stable target of a batch under the kernel of its process.</summary>
    /// <param name="batch">Perturbed sources with their references.</param>
    /// <returns>The targets, <c>[b, dim]</c>, in the dtype of the references.</returns>
    public static Tensor PosteriorMean(PerturbedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        return PosteriorMean(batch.References, batch.Noise, ones_like(batch.Sigma), batch.Sigma, batch.Process, batch.Conditions)
            .MoveToOuterDisposeScope();
    }

    private static Tensor OnHost(
        Tensor references, Tensor noise, Tensor a, Tensor sigma, GenerativeProcess? process, BatchConditions? conditions)
    {
        var d = (int)references.shape[1];
        using var r = new HostNumbers(references);
        using var z = new HostNumbers(noise);
        using var scales = new HostNumbers(a);
        using var levels = new HostNumbers(sigma);
        using var posterior = new HostPosterior(r.Values, d, process, conditions);
        var means = new double[z.Values.Length];
        for (var i = 0; i < levels.Values.Length; i++)
        {
            posterior.Row(i, z.Values.Slice(i * d, d), scales.Values[i], levels.Values[i], means.AsSpan(i * d, d));
        }

        return tensor(means, noise.shape, dtype: references.dtype, device: references.device);
    }

    private static Tensor InChunks(
        Tensor references, Tensor noise, Tensor a, Tensor sigma, GenerativeProcess? process, BatchConditions? conditions)
    {
        var exact = references.to(ScalarType.Float64);
        var centred = Centred(references);
        var (n, b) = (references.shape[0], noise.shape[0]);
        var rows = Math.Max(1, LogitsPerChunk / n);
        var means = new List<Tensor>();
        for (long start = 0; start < b; start += rows)
        {
            using var chunk = NewDisposeScope();
            var weights = ChunkWeights(centred, noise, a, sigma, start, Math.Min(b, start + rows), process, conditions);
            means.Add(matmul(weights, exact).to(references.dtype).MoveToOuterDisposeScope());
        }

        return means.Count == 1 ? means[0] : cat(means, 0);
    }

    private static Tensor Centred(Tensor references)
    {
        var exact = references.to(ScalarType.Float64);
        return exact - exact.mean([0L], keepdim: true);
    }

    private static Tensor ChunkWeights(
        Tensor centred,
        Tensor noise,
        Tensor a,
        Tensor sigma,
        long start,
        long end,
        GenerativeProcess? process = null,
        BatchConditions? conditions = null)
    {
        var y = centred.narrow(0, start, end - start);
        var z = noise.narrow(0, start, end - start).to(ScalarType.Float64);
        var scale = a.narrow(0, start, end - start).to(ScalarType.Float64).unsqueeze(1);
        var s = sigma.narrow(0, start, end - start).to(ScalarType.Float64).unsqueeze(1);

        // |a(y - r)|^2 + 2 s <z, a(y - r)> = <y, a^2 y + 2 a s z> + a^2 |r|^2 - 2 <a^2 y + a s z, r>
        var pull = (scale * scale * y) + (scale * s * z);
        var own = (y * (pull + (scale * s * z))).sum(1, keepdim: true);
        var squares = (centred * centred).sum(1).unsqueeze(0);
        var logits = ((2 * matmul(pull, centred.transpose(0, 1))) - (scale * scale * squares) - own) / (2 * s * s);
        logits.diagonal(start, 0, 1).zero_();
        if (process is PfgmppProcess { AugmentedDimension: < double.PositiveInfinity and var augmented })
        {
            // The Gaussian logit is -(d_k^2 - d_own^2)/(2 sigma^2), free of the cancellation between two distances; d_own^2 is sigma^2 |z|^2.
            var span = (z * z).sum(1, keepdim: true) + augmented;
            logits = -0.5 * (centred.shape[1] + augmented) * (-2 * logits / span).log1p();
        }

        return (conditions is null ? logits : logits.masked_fill(conditions.Foreign(start, end, logits.device), double.NegativeInfinity)).softmax(1);
    }
}
