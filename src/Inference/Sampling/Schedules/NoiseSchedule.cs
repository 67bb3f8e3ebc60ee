namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>A decreasing grid of noise levels.</summary>
public abstract class NoiseSchedule
{
    /// <summary>Creates a schedule between two levels.</summary>
    /// <param name="sigmaMin">Last level, above 0.</param>
    /// <param name="sigmaMax">First level, above <paramref name="sigmaMin"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The levels are not finite and ordered.</exception>
    protected NoiseSchedule(double sigmaMin, double sigmaMax)
    {
        if (!(sigmaMin > 0 && double.IsFinite(sigmaMin)))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaMin), sigmaMin, "sigmaMin must be finite and above 0.");
        }

        if (!(sigmaMax > sigmaMin && double.IsFinite(sigmaMax)))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaMax), sigmaMax, $"sigmaMax must be finite and above sigmaMin ({sigmaMin}).");
        }

        SigmaMin = sigmaMin;
        SigmaMax = sigmaMax;
    }

    /// <summary>Last level above 0.</summary>
    public double SigmaMin { get; }

    /// <summary>First level.</summary>
    public double SigmaMax { get; }

    /// <summary>Most points a grid can have: unbounded unless the levels are picked from a list.</summary>
    public virtual int MaxPoints => int.MaxValue;

    /// <summary>The levels t_0 = sigmaMax &gt; ... &gt; t_{N-1} = sigmaMin; one point is sigmaMax alone.</summary>
    /// <param name="points">N, 1 to <see cref="MaxPoints"/>.</param>
    /// <returns>Levels, <c>[points]</c>; the ends are exact.</returns>
    public double[] Levels(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, MaxPoints);
        var levels = new double[points];
        for (var i = 1; i < points - 1; i++)
        {
            levels[i] = At((double)i / (points - 1));
        }

        levels[^1] = SigmaMin;
        levels[0] = SigmaMax;
        return levels;
    }

    /// <summary>The level at a fraction of the way from sigmaMax (0) to sigmaMin (1).</summary>
    /// <param name="fraction">Fraction u in (0, 1).</param>
    /// <returns>Noise level.</returns>
    protected abstract double At(double fraction);
}
