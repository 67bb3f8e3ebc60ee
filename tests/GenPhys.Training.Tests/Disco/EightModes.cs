using GenPhys.Inference.Fields;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Training.Datasets;

namespace GenPhys.Training.Tests.Disco;

/// <summary>The exact field of eight modes, whose class is the code, and points of its laws.</summary>
internal static class EightModes
{
    public const double Deviation = EightModesData.StandardDeviation;

    public static double[][] Means { get; } = [.. Enumerable.Range(0, 8).Select(mode => new[] { EightModesData.Mean(mode).X, EightModesData.Mean(mode).Y })];

    public static GaussianMixtureField Field() => new([.. Enumerable.Repeat(1.0, 8)], Means, [.. Enumerable.Repeat(Deviation, 8)], [0, 1, 2, 3, 4, 5, 6, 7]);

    /// <summary>x0, x = x0 + t n, and the mode of each row, which are dealt in turn.</summary>
    public static (double[] Clean, double[] Noisy, int[] Modes) Draw(int rows, double t, uint stream = 0)
    {
        var normal = new double[4 * rows];
        Philox.FillNormal(new NoiseKey(17, stream, NoisePurpose.Data, (uint)Math.Round(1000 * t), 7), normal);
        var (clean, noisy, modes) = (new double[2 * rows], new double[2 * rows], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            modes[row] = row % 8;
            for (var j = 0; j < 2; j++)
            {
                clean[(2 * row) + j] = Means[modes[row]][j] + (Deviation * normal[(4 * row) + j]);
                noisy[(2 * row) + j] = clean[(2 * row) + j] + (t * normal[(4 * row) + 2 + j]);
            }
        }

        return (clean, noisy, modes);
    }

    /// <summary>States at the prior's level 80, spread evenly over the law (the R2 sequence through the inverse normal), so that few rows tell of rare ones.</summary>
    public static double[] Prior(int rows)
    {
        const double g = 1.32471795724474602596;
        var x = new double[2 * rows];
        for (var row = 0; row < rows; row++)
        {
            x[2 * row] = 80 * NormalQuantile.Of((0.5 + ((row + 1) / g)) % 1);
            x[(2 * row) + 1] = 80 * NormalQuantile.Of((0.5 + ((row + 1) / (g * g))) % 1);
        }

        return x;
    }

    public static double[] Levels(int steps) => [.. new EdmNoiseSchedule().Levels(steps), 0];

    /// <summary>Where the flow of a code takes a state of level T: mu + (x - mu) s / sqrt(T^2 + s^2) at level 0.</summary>
    public static double[] Endpoint(double[] x, int[] codes, double level)
    {
        var end = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var mu = Means[codes[i / 2]][i % 2];
            end[i] = mu + ((x[i] - mu) * Deviation / Math.Sqrt((level * level) + (Deviation * Deviation)));
        }

        return end;
    }

    public static double RootMeanSquare(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum() / (a.Length / 2));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
