namespace GenPhys.Inference.Latents;

/// <summary>
/// Weighted means of latents. Along the great circle the direction is the weighted mean on the unit sphere, which for two ends is Shoemake's slerp (1985)
/// and for more the point where the weighted logarithms sum to zero (Buss and Fillmore 2001); the logarithm of the radius is the weighted mean of the
/// logarithms, so that ends of one radius stay on it. A weight of 1 gives that end bit for bit.
/// </summary>
internal static class LatentMean
{
    private const int MostIterations = 200;
    private const double Opposite = 1e-7;

    /// <summary>The straight mean.</summary>
    /// <param name="ends">Latents, <c>[ends][dim]</c>.</param>
    /// <param name="weights">Weights, <c>[ends]</c>; they sum to 1.</param>
    /// <returns>The mean, <c>[dim]</c>.</returns>
    public static double[] Linear(IReadOnlyList<double[]> ends, ReadOnlySpan<double> weights)
    {
        if (weights.IndexOf(1) is >= 0 and var only)
        {
            return [.. ends[only]];
        }

        var mean = new double[ends[0].Length];
        for (var i = 0; i < ends.Count; i++)
        {
            AddTo(mean, weights[i], ends[i]);
        }

        return mean;
    }

    /// <summary>The mean along great circles.</summary>
    /// <param name="ends">Latents other than 0, <c>[ends][dim]</c>.</param>
    /// <param name="weights">Weights, <c>[ends]</c>; they sum to 1.</param>
    /// <returns>The mean, <c>[dim]</c>.</returns>
    /// <exception cref="ArgumentException">An end is 0, or the directions have no unique mean.</exception>
    public static double[] Spherical(IReadOnlyList<double[]> ends, ReadOnlySpan<double> weights)
    {
        if (weights.IndexOf(1) is >= 0 and var only)
        {
            return [.. ends[only]];
        }

        var directions = new List<double[]>();
        var shares = new List<double>();
        var logRadius = 0.0;
        for (var i = 0; i < ends.Count; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            var radius = Norm(ends[i]);
            if (radius == 0)
            {
                throw new ArgumentException("An end at the origin has no direction.");
            }

            logRadius += weights[i] * Math.Log(radius);
            directions.Add([.. ends[i].Select(x => x / radius)]);
            shares.Add(weights[i]);
        }

        var direction = directions.Count == 2 ? GreatCircle(directions[0], directions[1], shares[1]) : SphereMean(directions, shares);
        var size = Math.Exp(logRadius);
        return [.. direction.Select(x => size * x)];
    }

    // sin((1-s)W)/sin W u + sin(sW)/sin W v; the angle from half chords, which keeps its digits for near and for far ends.
    private static double[] GreatCircle(double[] u, double[] v, double s)
    {
        var (chord, other) = HalfChords(u, v);
        var angle = 2 * Math.Atan2(chord, other);
        if (other < Opposite)
        {
            throw Undefined();
        }

        var sine = Math.Sin(angle);
        var (a, b) = angle < 1e-4 ? (1 - s, s) : (Math.Sin((1 - s) * angle) / sine, Math.Sin(s * angle) / sine);
        return Unit([.. u.Select((x, j) => (a * x) + (b * v[j]))]);
    }

    private static double[] SphereMean(List<double[]> directions, List<double> weights)
    {
        var start = new double[directions[0].Length];
        for (var i = 0; i < directions.Count; i++)
        {
            AddTo(start, weights[i], directions[i]);
        }

        if (Norm(start) < Opposite)
        {
            throw Undefined();
        }

        var mean = Unit(start);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var step = new double[mean.Length];
            for (var i = 0; i < directions.Count; i++)
            {
                AddTo(step, weights[i], Logarithm(mean, directions[i]));
            }

            var length = Norm(step);
            if (length < 1e-15)
            {
                break;
            }

            var (keep, turn) = (Math.Cos(length), Math.Sin(length) / length);
            mean = Unit([.. mean.Select((x, j) => (keep * x) + (turn * step[j]))]);
        }

        return mean;
    }

    // The tangent at m that leads to u, as long as the angle between them.
    private static double[] Logarithm(double[] m, double[] u)
    {
        var (chord, other) = HalfChords(m, u);
        if (other < Opposite)
        {
            throw Undefined();
        }

        var angle = 2 * Math.Atan2(chord, other);
        var cosine = m.Zip(u, (a, b) => a * b).Sum();
        double[] tangent = [.. u.Select((x, j) => x - (cosine * m[j]))];
        var length = Norm(tangent);
        return length == 0 ? tangent : [.. tangent.Select(x => x * angle / length)];
    }

    private static (double Difference, double Sum) HalfChords(double[] u, double[] v) =>
        (Norm([.. u.Select((x, j) => 0.5 * (x - v[j]))]), Norm([.. u.Select((x, j) => 0.5 * (x + v[j]))]));

    private static ArgumentException Undefined() =>
        new("The ends point in opposite directions, between which no great circle is shorter than the others; use the method lerp.");

    private static void AddTo(double[] sum, double weight, double[] x)
    {
        for (var j = 0; j < sum.Length; j++)
        {
            sum[j] += weight * x[j];
        }
    }

    private static double[] Unit(double[] x)
    {
        var norm = Norm(x);
        return [.. x.Select(value => value / norm)];
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));
}
