using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Sampling.Measuring;

/// <summary>
/// Runs a sampler on a law instead of on samples, in one dimension and without a random number: the law is held as equiprobable quantiles,
/// which move through the program's coefficients, and Gaussian noise is a convolution of the distribution function. The error of a
/// sampler can then be read to three digits where samples would need millions of rows.
/// </summary>
public sealed class QuantileLaw
{
    private const int GridPoints = 3000;
    private const double Reach = 4.5;
    private const double TableStep = 1.0 / 512;
    private static readonly double[] NormalTable = [.. Enumerable.Range(0, (int)(2 * 9 / TableStep) + 2).Select(i => NormalDistribution((i * TableStep) - 9))];

    private readonly IField _field;
    private readonly int _count;

    /// <summary>Creates the harness.</summary>
    /// <param name="field">Field of one coordinate.</param>
    /// <param name="count">Quantiles, 2 or more; default 2,000.</param>
    /// <exception cref="ArgumentException">The field has more coordinates than one.</exception>
    public QuantileLaw(IField field, int count = 2000)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (field.Dimension != 1)
        {
            throw new ArgumentException($"A law on the line needs a field of one coordinate, not {field.Dimension}.", nameof(field));
        }

        (_field, _count) = (field, count);
    }

    /// <summary>The probabilities of the quantiles, (i + 1/2)/count.</summary>
    public IEnumerable<double> Probabilities => Enumerable.Range(0, _count).Select(i => (i + 0.5) / _count);

    /// <summary>The law at the end of a program whose noise is Gaussian and joins x alone.</summary>
    /// <param name="sampler">Solver; one that remembers earlier evaluations must not add noise.</param>
    /// <param name="path">Its path; x starts at 0 before the noise of the prior joins it.</param>
    /// <returns>Quantiles, in no order, <c>[count]</c>.</returns>
    public double[] Run(Sampler sampler, SolverPath path)
    {
        return Continue(sampler, path, new double[_count]);
    }

    /// <summary>The law at the end of a program that starts from a law of its own.</summary>
    /// <param name="sampler">Solver, as for <see cref="Run"/>.</param>
    /// <param name="path">Its path.</param>
    /// <param name="start">Quantiles at the start of the path, <c>[count]</c>.</param>
    /// <param name="firstStep">Steps of the path that are left out, from 0.</param>
    /// <returns>Quantiles in the order of those at the start, or increasing where noise has mixed them, <c>[count]</c>.</returns>
    public double[] Continue(Sampler sampler, SolverPath path, double[] start, int firstStep = 0)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(start);
        var program = sampler.Program(firstStep == 0 ? path : path.From(firstStep));
        var slots = Enumerable.Range(0, program.VectorSlots).Select(_ => new double[_count]).ToArray();
        start.CopyTo(slots[0], 0);
        var lanes = new LaneBatch(1);
        foreach (var tick in program.Ticks)
        {
            var denoised = tick.Lanes.Select(lane => Denoise(lanes, slots[lane.Slot], lane.NoiseLevel)).ToArray();
            var updates = tick.Vectors.Select(update => (update.Target, Values: Combine(update, slots, denoised), Variance: Variance(update))).ToArray();
            foreach (var (target, values, variance) in updates)
            {
                slots[target] = variance > 0 ? Convolve(values, Math.Sqrt(variance)) : values;
            }
        }

        return slots[0];
    }

    /// <summary>The Wasserstein-1 distance to another law.</summary>
    /// <param name="quantiles">Quantiles of <see cref="Run"/>.</param>
    /// <param name="quantile">Quantile function of the other law.</param>
    /// <returns>The mean distance between equal quantiles.</returns>
    public double Wasserstein(double[] quantiles, Func<double, double> quantile)
    {
        ArgumentNullException.ThrowIfNull(quantiles);
        ArgumentNullException.ThrowIfNull(quantile);
        return Probabilities.Zip(quantiles.Order(), (p, x) => Math.Abs(x - quantile(p))).Average();
    }

    private double[] Denoise(LaneBatch lanes, double[] x, double sigma)
    {
        lanes.Resize(_count);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel.Fill(sigma);
        _field.Evaluate(lanes);
        return lanes.Denoised.ToArray();
    }

    private double[] Combine(VectorUpdate update, double[][] slots, double[][] denoised)
    {
        var sum = new double[_count];
        foreach (var term in update.Terms)
        {
            var source = term.Source switch
            {
                VectorSource.Slot => slots[term.Index],
                VectorSource.Denoised => denoised[term.Index],
                _ => null,
            };
            for (var i = 0; source is not null && i < sum.Length; i++)
            {
                sum[i] += term.Coefficient * source[i];
            }
        }

        return sum;
    }

    private static double Variance(VectorUpdate update) =>
        update.Terms.Where(term => term.Source == VectorSource.Noise).Sum(term => term.Coefficient * term.Coefficient);

    // F(g) = mean_i Phi((g - x_i)/s) on a grid, read backwards at the probabilities.
    private double[] Convolve(double[] x, double s)
    {
        Array.Sort(x);
        if (x[0] == x[^1])
        {
            return [.. Probabilities.Select(p => x[0] + (s * NormalQuantile.Of(p)))];
        }

        var (low, high) = (x[0] - (Reach * s), x[^1] + (Reach * s));
        var grid = new double[GridPoints];
        var distribution = new double[GridPoints];
        var (first, last) = (0, 0);
        for (var g = 0; g < GridPoints; g++)
        {
            grid[g] = low + ((high - low) * g / (GridPoints - 1));

            // Quantiles far below count as 1, those far above as 0.
            while (first < x.Length && grid[g] - x[first] > 8.5 * s)
            {
                first++;
            }

            while (last < x.Length && x[last] - grid[g] < 8.5 * s)
            {
                last++;
            }

            var sum = (double)first;
            for (var i = first; i < last; i++)
            {
                sum += Normal((grid[g] - x[i]) / s);
            }

            distribution[g] = sum / x.Length;
        }

        var quantiles = new double[_count];
        var cell = 0;
        var index = 0;
        foreach (var p in Probabilities)
        {
            while (cell < GridPoints - 2 && distribution[cell + 1] < p)
            {
                cell++;
            }

            var rise = distribution[cell + 1] - distribution[cell];
            var share = rise > 0 ? Math.Clamp((p - distribution[cell]) / rise, 0, 1) : 0.5;
            quantiles[index++] = grid[cell] + (share * (grid[cell + 1] - grid[cell]));
        }

        return quantiles;
    }

    // Linear between entries 1/512 apart: the error is below 1e-7.
    private static double Normal(double z)
    {
        var at = (z + 9) / TableStep;
        var i = (int)at;
        return NormalTable[i] + ((at - i) * (NormalTable[i + 1] - NormalTable[i]));
    }

    private static double NormalDistribution(double z) => 0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-z / Math.Sqrt(2));
}
