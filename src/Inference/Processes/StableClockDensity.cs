using MathNet.Numerics.Integration;
using Library = MathNet.Numerics.SpecialFunctions;

namespace GenPhys.Inference.Processes;

/// <summary>
/// The density of the one-sided stable clock on a grid of ln s, by Zolotarev's integral on its left and its power series on its right,
/// and Gaussian mixtures over it.
/// </summary>
internal sealed class StableClockDensity
{
    // Above this s the power series has no cancellation, below it the integrand of Zolotarev's integral has no boundary layer.
    private const double SeriesFrom = 4;
    private const int Order = 12;
    private static readonly GaussLegendreRule Rule = new(-1, 1, Order);

    private readonly double _beta;
    private readonly double[] _s;
    private readonly double[] _logMass;
    private readonly double[] _a;
    private readonly double[] _logAngleWeight;

    public StableClockDensity(double beta, int dimension, double lastLogRadius)
    {
        _beta = beta;
        (_a, _logAngleWeight) = Angles();

        // The left end is where the density is below e^-700, and stays so against the s^(-N/2) of the mixture.
        var least = (1 - beta) * Math.Pow(beta, beta / (1 - beta));
        var low = -((1 - beta) / beta) * Math.Log((700 + (5.0 * dimension)) / least);
        var high = (2 * lastLogRadius) + (40 / (beta + (0.5 * dimension)));
        var (nodes, masses) = (new List<double>(), new List<double>());
        var narrow = Math.Min(1 - beta, 1 / Math.Sqrt((0.5 * dimension) + 1));
        var wide = 1.5 / Math.Sqrt((0.5 * dimension) + 1);
        for (var left = low; left < high;)
        {
            var width = left < Math.Log(SeriesFrom) ? narrow : wide;
            for (var i = 0; i < Order; i++)
            {
                var logS = left + (0.5 * width * (1 + Rule.Abscissas[i]));
                var s = Math.Exp(logS);
                nodes.Add(s);
                masses.Add(LogDensity(s) + logS + Math.Log(0.5 * width * Rule.Weights[i]) - (0.5 * dimension * Math.Log(4 * Math.PI * s)));
            }

            left += width;
        }

        (_s, _logMass) = ([.. nodes], [.. masses]);
    }

    /// <summary>ln of the mixture of Gaussians of variance 2 s at squared radius u^2, and its derivative by u^2.</summary>
    public (double Log, double Slope) Mixture(double u2)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _s.Length; i++)
        {
            largest = Math.Max(largest, _logMass[i] - (0.25 * u2 / _s[i]));
        }

        var (sum, slope) = (0.0, 0.0);
        for (var i = 0; i < _s.Length; i++)
        {
            var log = _logMass[i] - (0.25 * u2 / _s[i]) - largest;
            if (log > -45)
            {
                var w = Math.Exp(log);
                sum += w;
                slope -= 0.25 * w / _s[i];
            }
        }

        return (largest + Math.Log(sum), slope / sum);
    }

    private double LogDensity(double s) => s < SeriesFrom ? LogIntegral(s) : LogSeries(s);

    // f(s) = beta/(1 - beta)/pi s^(-1/(1 - beta)) int_0^pi A(U) exp(-A(U) s^(-beta/(1 - beta))) dU (Zolotarev; Kanter 1975).
    private double LogIntegral(double s)
    {
        var y = Math.Pow(s, -_beta / (1 - _beta));
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _a.Length; i++)
        {
            largest = Math.Max(largest, _logAngleWeight[i] - (_a[i] * y));
        }

        var sum = 0.0;
        for (var i = 0; i < _a.Length; i++)
        {
            var log = _logAngleWeight[i] - (_a[i] * y) - largest;
            sum += log > -45 ? Math.Exp(log) : 0;
        }

        return Math.Log(_beta / (1 - _beta) / Math.PI) - (Math.Log(s) / (1 - _beta)) + largest + Math.Log(sum);
    }

    // f(s) = (1/pi) sum_k (-1)^(k+1) Gamma(k beta + 1)/k! sin(pi k beta) s^(-k beta - 1).
    private double LogSeries(double s)
    {
        var sum = 0.0;
        var logX = -_beta * Math.Log(s);
        for (var k = 1; k <= 400; k++)
        {
            var magnitude = Math.Exp(Library.GammaLn((k * _beta) + 1) - Library.GammaLn(k + 1) + ((k - 1) * logX));
            sum += ((k & 1) == 1 ? 1 : -1) * magnitude * Math.Sin(Math.PI * Math.IEEERemainder(k * _beta, 2));
            if (magnitude < 1e-18)
            {
                break;
            }
        }

        return Math.Log(sum / Math.PI) + logX - Math.Log(s);
    }

    // A(U) = sin((1 - b) U) sin(b U)^(b/(1 - b)) / sin(U)^(1/(1 - b)) at Gauss-Legendre nodes of U, and ln(A weight).
    private (double[] A, double[] LogWeight) Angles()
    {
        const int panels = 256;
        const double width = Math.PI / panels;
        var (a, log) = (new double[panels * Order], new double[panels * Order]);
        for (var i = 0; i < a.Length; i++)
        {
            // The distance from pi is formed first where the sine of U is small there.
            var offset = 0.5 * width * (1 + Rule.Abscissas[i % Order]);
            var u = (i / Order * width) + offset;
            var fromPi = ((panels - 1 - (i / Order)) * width) + (width - offset);
            var sinU = Math.Sin(Math.Min(u, fromPi));
            var logA = Math.Log(Math.Sin((1 - _beta) * u))
                + (_beta / (1 - _beta) * Math.Log(Math.Sin(_beta * u)))
                - (Math.Log(sinU) / (1 - _beta));
            a[i] = Math.Exp(logA);
            log[i] = logA + Math.Log(0.5 * width * Rule.Weights[i % Order]);
        }

        return (a, log);
    }
}
