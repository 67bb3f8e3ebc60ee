using GenPhys.Inference.Guidance.Classifiers;

namespace GenPhys.Inference.Tests.Guidance.Classifiers;

public sealed class MixtureRegionClassifierTests
{
    public static TheoryData<double[], double, double, double[]> Table => new()
    {
        { [1.5], 0.5, 0.501844, [-1.134785] },
        { [0], 1, 0.901880, [-0.054722] },
        { [-2], 0.2, 0.025600, [10.811323] },
        { [3], 2, 0.695240, [-0.086676] },
        { [1.3], 0.05, 0.172263, [-29.482537] },
        { [0.1, 0.5], 0.3, 0.811372, [0.794341, 0.000561] },
        { [-1, -1.5], 0.5, 0.758158, [-0.285174, 0.012239] },
        { [1.9, 1.2], 1, 0.738261, [-0.022580, 0.004194] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    [Trait("Acceptance", "A1")]
    public void Probability_and_gradient_of_the_toys(double[] x, double sigma, double probability, double[] gradient)
    {
        var classifier = x.Length == 1 ? Toys.Classifier1() : Toys.Classifier2();
        var (log, slope) = Evaluate(classifier, x, sigma);
        Assert.Equal(probability, Math.Exp(log), 1e-6);
        for (var j = 0; j < x.Length; j++)
        {
            Assert.Equal(gradient[j], slope[j], 1e-5 * Math.Max(0.1, Math.Abs(gradient[j])));
            double At(double by) => Evaluate(classifier, [.. x.Select((v, i) => i == j ? v + by : v)], sigma).Log;
            const double h = 1e-6;
            Assert.Equal((At(h) - At(-h)) / (2 * h), slope[j], 1e-4 * Math.Max(1e-3, Math.Abs(slope[j])));
        }
    }

    [Theory]
    [InlineData(4, 0.002)]
    [InlineData(-30, 0.002)]
    [InlineData(300, 0.1)]
    [InlineData(1e6, 0.5)]
    public void Far_outside_the_gradient_still_points_back(double x, double sigma)
    {
        var (log, slope) = Evaluate(Toys.Classifier1(), [x], sigma);
        Assert.True(double.IsFinite(log) && log < -50);
        Assert.Equal(-Math.Sign(x), Math.Sign(slope[0]));

        // sigma^2 times the gradient is about the way back to the region, as a posterior of deviation near sigma sees it.
        Assert.InRange(Math.Abs(sigma * sigma * slope[0]), 0.1 * Math.Abs(x), 1.5 * Math.Abs(x));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(0.7)]
    [InlineData(40)]
    public void A_prior_shift_adds_to_the_logit(double shift)
    {
        double[] x = [1.4];
        var (log, slope) = Evaluate(Toys.Classifier1(), x, 0.3);
        var (shifted, shiftedSlope) = Evaluate(Toys.Classifier1(), x, 0.3, shift);
        var z = Toys.Logit(Math.Exp(log)) + shift;
        Assert.Equal(-Math.Log(1 + Math.Exp(-z)), shifted, 1e-9);
        Assert.Equal(slope[0] / (1 - Math.Exp(log)) / (1 + Math.Exp(z)), shiftedSlope[0], 1e-9 * Math.Max(1e-6, Math.Abs(shiftedSlope[0])));
    }

    [Fact]
    public void Overlapping_or_empty_boxes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new IntervalBoxes([([0, 0], [2, 2]), ([1, 1], [3, 3])]));
        Assert.Throws<ArgumentException>(() => new IntervalBoxes([([0, 0], [0, 2])]));
        Assert.Throws<ArgumentException>(() => new IntervalBoxes([]));
        Assert.Equal(2, new IntervalBoxes([([0, 0], [1, 1]), ([1, 0], [2, 1])]).Count);
    }

    [Theory]
    [InlineData(0.1, 0.887537083981715)]
    [InlineData(0.5, 0.479500122186953)]
    [InlineData(1, 0.157299207050285)]
    [InlineData(2, 4.67773498104727e-3)]
    [InlineData(5, 1.53745979442803e-12)]
    [InlineData(10, 2.08848758376254e-45)]
    public void The_complementary_error_function(double x, double expected) =>
        Assert.Equal(expected, NormalLaw.Erfc(x), 1e-13 * expected);

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(3, 4)]
    [InlineData(-8, -7.5)]
    [InlineData(0.2, 0.3)]
    [InlineData(-2, double.PositiveInfinity)]
    public void The_mass_of_an_interval_by_quadrature(double a, double b)
    {
        var (low, high) = (Math.Max(a, -12), Math.Min(b, 12));
        const int n = 200_000;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += Math.Exp(NormalLaw.LogDensity(low + ((high - low) * (i + 0.5) / n)));
        }

        Assert.Equal(Math.Log(sum * (high - low) / n), NormalLaw.LogMass(a, b), 1e-8);
        Assert.Equal(NormalLaw.LogMass(a, b), NormalLaw.LogMass(-b, -a), 1e-12);
    }

    private static (double Log, double[] Gradient) Evaluate(Classifier classifier, double[] x, double sigma, double shift = 0)
    {
        var (log, gradient) = (new double[1], new double[x.Length]);
        classifier.Evaluate(x, [sigma], [shift], log, gradient);
        return (log[0], gradient);
    }
}
