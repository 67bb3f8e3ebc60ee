using System.Numerics;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>
/// Tells from the dispersion relation of an equation whether its density forgets the data: a branch must have
/// Im omega(k) &lt; Im omega(0) for every k above 0 (GenPhys, section 4, the smooth condition). Whether the density is one at all is a
/// question of its kernel (<see cref="KernelSign"/>).
/// </summary>
public static class DispersionClassifier
{
    private const double LowestK = 1e-4;
    private const double HighestK = 1e3;
    private const int PointsPerDecade = 60;

    // Rounding of roots relative to their size: below it two imaginary parts count as equal.
    private const double Rounding = 1e-13;

    /// <summary>The branches of a relation, smooth ones first.</summary>
    /// <param name="relation">The relation.</param>
    /// <returns>Branches, one per order in time.</returns>
    public static IReadOnlyList<DispersionBranch> Classify(DispersionRelation relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        var decades = Math.Log10(HighestK / LowestK);
        var count = (int)(decades * PointsPerDecade) + 1;
        double[] k = [0, .. Enumerable.Range(0, count).Select(i => LowestK * Math.Pow(10, decades * i / (count - 1)))];
        var roots = k.Select(relation.Roots).ToArray();

        // From the first k above 0 upwards by continuity; at 0, where branches may meet, each takes the nearest root.
        var branches = Enumerable.Range(0, relation.Order).Select(_ => new Complex[k.Length]).ToArray();
        for (var j = 0; j < branches.Length; j++)
        {
            branches[j][1] = roots[1][j];
        }

        for (var i = 2; i < k.Length; i++)
        {
            Follow(branches, i, i - 1, roots[i]);
        }

        Follow(branches, 0, 1, roots[0]);
        return [.. branches.Select(omega => Judge(k, omega)).OrderBy(b => b.Smoothness)];
    }

    private static void Follow(Complex[][] branches, int to, int from, Complex[] roots)
    {
        var free = roots.ToList();

        // Linear extrapolation tells crossing branches apart.
        foreach (var branch in branches.OrderBy(b => Complex.Abs(Expected(b, to, from))))
        {
            var nearest = free.MinBy(root => Complex.Abs(root - Expected(branch, to, from)));
            branch[to] = nearest;
            free.Remove(nearest);
        }
    }

    private static Complex Expected(Complex[] branch, int to, int from) =>
        to > 2 ? branch[from] + (branch[from] - branch[from - 1]) : branch[from];

    private static DispersionBranch Judge(double[] k, Complex[] omega)
    {
        var start = omega[0].Imaginary;
        var (equal, less, more) = (0, 0, 0);
        var (gap, fastest) = (double.PositiveInfinity, 1);
        for (var i = 1; i < k.Length; i++)
        {
            var difference = omega[i].Imaginary - start;
            var rounding = Rounding * Math.Max(Complex.Abs(omega[0]), Math.Abs(omega[i].Real));
            if (Math.Abs(difference) <= rounding)
            {
                equal++;
            }
            else if (difference < 0)
            {
                less++;
            }
            else
            {
                more++;
            }

            gap = k[i] >= 1 ? Math.Min(gap, -difference) : gap;
            fastest = omega[i].Imaginary > omega[fastest].Imaginary ? i : fastest;
        }

        var smoothness = more > 0 || less == 0 ? Smoothness.Not : equal > 0 ? Smoothness.Marginal : Smoothness.Smooth;
        return new DispersionBranch(k, omega, smoothness, gap, k[fastest]);
    }
}
