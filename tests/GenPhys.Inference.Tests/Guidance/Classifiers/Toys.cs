using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance.Classifiers;

namespace GenPhys.Inference.Tests.Guidance.Classifiers;

/// <summary>The analytic toys of validity: one axis and the interval (-1.5, 1.25), and eight peaks on a checkerboard.</summary>
internal static class Toys
{
    public const double Alpha1 = 0.7813897;

    private static readonly double[] Weights1 = [0.6, 0.4];
    private static readonly double[][] Means1 = [[-1.0], [1.0]];

    public static GaussianMixtureField Field1() => new(Weights1, Means1, [0.5, 0.5]);

    public static MixtureRegionClassifier Classifier1(double shift = 0) =>
        new(Weights1, Means1, [0.5, 0.5], new IntervalBoxes([([-1.5], [1.25])])) { PriorShift = shift };

    public static (double[] Low, double[] High)[] Cells() =>
    [
        .. from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 4)
           where (i + j) % 2 == 0
           select (new double[] { i - 2, j - 2 }, new double[] { i - 1, j - 1 }),
    ];

    public static double[][] Means2() => [.. Cells().Select(cell => new[] { cell.Low[0] + 0.5, cell.Low[1] + 0.5 })];

    public static GaussianMixtureField Field2() => new(Ones(), Means2(), Deviations());

    public static MixtureRegionClassifier Classifier2() => new(Ones(), Means2(), Deviations(), new IntervalBoxes(Cells()));

    public static bool Allowed(double x, double y) =>
        x is >= -2 and <= 2 && y is >= -2 and <= 2 && ((int)Math.Floor(x) + (int)Math.Floor(y)) % 2 == 0;

    public static double Logit(double p) => Math.Log(p / (1 - p));

    private static double[] Ones() => [.. Enumerable.Repeat(1.0, 8)];

    private static double[] Deviations() => [.. Enumerable.Repeat(0.35, 8)];
}
