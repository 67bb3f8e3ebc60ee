namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// Factors gamma that keep the law of a single sample under a joint potential, Phi_0'(X) prod_i gamma(x_i) (Corso et al. 2024, eq. 7), for laws on finitely many
/// cells. With them the group spreads while each sample, seen alone, is distributed as the data.
/// </summary>
public static class MarginalScaling
{
    /// <summary>
    /// Factors for pairs: the symmetric scaling gamma_a &lt;- sqrt(gamma_a / sum_b p_b Phi_ab gamma_b) (Sinkhorn, Knopp 1967), whose fixed point has
    /// sum_b p_b Phi_ab gamma_a gamma_b = 1 for every a.
    /// </summary>
    /// <param name="masses">p, <c>[cells]</c>, above 0, summing to 1.</param>
    /// <param name="potential">Phi_0', <c>[cells][cells]</c>, symmetric and above 0.</param>
    /// <param name="iterations">Rounds; 200 reach 1e-12 on potentials within a factor of ten.</param>
    /// <returns>gamma, <c>[cells]</c>.</returns>
    public static double[] Pairs(double[] masses, double[][] potential, int iterations = 200)
    {
        ArgumentNullException.ThrowIfNull(masses);
        ArgumentNullException.ThrowIfNull(potential);
        var gamma = new double[masses.Length];
        Array.Fill(gamma, 1);
        for (var round = 0; round < iterations; round++)
        {
            gamma = [.. gamma.Select((g, a) => Math.Sqrt(g / masses.Select((p, b) => p * potential[a][b] * gamma[b]).Sum()))];
        }

        return gamma;
    }

    /// <summary>
    /// One stochastic step on ln gamma (Corso et al. 2024, A.53, with C = 1): every sample of a set drawn independently moves the factor of its cell by
    /// -rate (2 / gamma^2)(Phi - 1) / n.
    /// </summary>
    /// <param name="logGamma">ln gamma, <c>[cells]</c>; changed in place.</param>
    /// <param name="cells">Cell of each sample of the set, <c>[n]</c>.</param>
    /// <param name="potential">Phi_0' of the set, over its mean for independent sets, above 0.</param>
    /// <param name="rate">Step size, above 0.</param>
    /// <param name="clip">Longest step of one sample, above 0: 1 / gamma^2 has no bound.</param>
    public static void Step(double[] logGamma, ReadOnlySpan<int> cells, double potential, double rate, double clip = 1)
    {
        ArgumentNullException.ThrowIfNull(logGamma);
        var phi = potential;
        foreach (var cell in cells)
        {
            phi *= Math.Exp(logGamma[cell]);
        }

        Span<double> step = stackalloc double[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            step[i] = Math.Clamp(rate * 2 * Math.Exp(-2 * logGamma[cells[i]]) * (phi - 1) / cells.Length, -clip, clip);
        }

        for (var i = 0; i < cells.Length; i++)
        {
            logGamma[cells[i]] -= step[i];
        }
    }

    /// <summary>Factors for sets of any size, fitted to sets drawn independently and weighted by Phi_0' prod gamma.</summary>
    /// <param name="counts">Samples of each set per cell, <c>[sets][cells]</c>.</param>
    /// <param name="logPotential">ln Phi_0' of each set, <c>[sets]</c>.</param>
    /// <param name="masses">Masses that single samples shall have, <c>[cells]</c>, summing to 1.</param>
    /// <param name="iterations">Rounds.</param>
    /// <returns>ln gamma, <c>[cells]</c>, of mean 0.</returns>
    public static double[] Sets(int[][] counts, double[] logPotential, double[] masses, int iterations = 200)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(masses);
        var logGamma = new double[masses.Length];
        var size = counts[0].Sum();
        for (var round = 0; round < iterations; round++)
        {
            var weights = Weights(counts, logPotential, logGamma);
            for (var m = 0; m < masses.Length; m++)
            {
                // A set of many samples in a cell answers to gamma by its power, so full steps would overshoot.
                logGamma[m] += 0.5 * Math.Log(masses[m] / weights.Select((w, s) => w * counts[s][m] / size).Sum());
            }

            var mean = logGamma.Average();
            logGamma = [.. logGamma.Select(g => g - mean)];
        }

        return logGamma;
    }

    /// <summary>Self-normalised weights of sets, proportional to Phi_0' prod gamma.</summary>
    /// <param name="counts">Samples of each set per cell, <c>[sets][cells]</c>.</param>
    /// <param name="logPotential">ln Phi_0' of each set, <c>[sets]</c>.</param>
    /// <param name="logGamma">ln gamma, <c>[cells]</c>.</param>
    /// <returns>Weights, <c>[sets]</c>, summing to 1.</returns>
    public static double[] Weights(int[][] counts, double[] logPotential, double[] logGamma)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(logPotential);
        ArgumentNullException.ThrowIfNull(logGamma);
        double[] logits = [.. logPotential.Select((phi, s) => phi + counts[s].Select((n, m) => n * logGamma[m]).Sum())];
        var largest = logits.Max();
        var sum = logits.Sum(l => Math.Exp(l - largest));
        return [.. logits.Select(l => Math.Exp(l - largest) / sum)];
    }
}
