using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance;

/// <summary>A number by noise level, piecewise linear in ln sigma and constant beyond the ends.</summary>
/// <param name="table">Levels and values, checked.</param>
public sealed class LevelCurve(LevelTable table)
{
    private readonly double[] _logs = [.. table.Sigmas.Select(sigma => Math.Log(sigma))];

    /// <summary>The value at a noise level.</summary>
    /// <param name="noiseLevel">Noise level sigma, above 0.</param>
    /// <returns>The value.</returns>
    public double At(double noiseLevel)
    {
        var values = table.Values;
        var log = Math.Log(noiseLevel);
        if (log <= _logs[0])
        {
            return values[0];
        }

        for (var i = 1; i < _logs.Length; i++)
        {
            if (log <= _logs[i])
            {
                var share = (log - _logs[i - 1]) / (_logs[i] - _logs[i - 1]);
                return values[i - 1] + (share * (values[i] - values[i - 1]));
            }
        }

        return values[^1];
    }
}
