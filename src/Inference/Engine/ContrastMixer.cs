using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Engine;

/// <summary>
/// Combines conditioned lanes with the unconditioned ones that stand after them: w D_c + (1 - w) D_0, and likewise their vector-Jacobian products, which share one
/// cotangent. Belongs to the device thread.
/// </summary>
internal sealed class ContrastMixer
{
    private double[] _denoised = [];
    private double[] _cotangent = [];

    /// <summary>Puts the combined denoisers into the conditioned lanes.</summary>
    public static void Combine(LaneBatch batch, List<LaneMix> mixes)
    {
        foreach (var (index, weight) in mixes)
        {
            Combine(batch.Denoised, batch.Dimension, index, weight, 1 - weight);
        }
    }

    /// <summary>Gives the writers of cotangents the combined denoisers, and each pair of lanes its shares of what they wrote.</summary>
    public void Share(LaneBatch batch, List<LaneMix> mixes, Action<LaneBatch> writeCotangents)
    {
        if (mixes.Count == 0)
        {
            writeCotangents(batch);
            return;
        }

        // The backward pass of a field may still read its own denoisers.
        Keep(ref _denoised, batch.Denoised);
        Combine(batch, mixes);
        writeCotangents(batch);
        _denoised.AsSpan(0, batch.Denoised.Length).CopyTo(batch.Denoised);
        Keep(ref _cotangent, batch.Cotangent);
        var d = batch.Dimension;
        foreach (var (index, weight) in mixes)
        {
            for (var j = index * d; j < (index + 1) * d; j++)
            {
                var c = batch.Cotangent[j];
                (batch.Cotangent[j], batch.Cotangent[j + d]) = (weight * c, (1 - weight) * c);
            }
        }
    }

    /// <summary>Puts the combined denoisers and products into the conditioned lanes, and their whole cotangents back.</summary>
    public void Collect(LaneBatch batch, List<LaneMix> mixes)
    {
        if (mixes.Count == 0)
        {
            return;
        }

        Combine(batch, mixes);
        _cotangent.AsSpan(0, batch.Cotangent.Length).CopyTo(batch.Cotangent);
        foreach (var (index, _) in mixes)
        {
            Combine(batch.VectorJacobian, batch.Dimension, index, 1, 1);
        }
    }

    private static void Combine(Span<double> all, int dimension, int index, double first, double second)
    {
        for (var j = index * dimension; j < (index + 1) * dimension; j++)
        {
            all[j] = (first * all[j]) + (second * all[j + dimension]);
        }
    }

    private static void Keep(ref double[] copy, ReadOnlySpan<double> values)
    {
        if (copy.Length < values.Length)
        {
            copy = new double[2 * values.Length];
        }

        values.CopyTo(copy);
    }
}
