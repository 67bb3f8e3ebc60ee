using System.Runtime.InteropServices;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>
/// Samples of one Gaussian through the whole service, against the closed form: with D(x; σ) = s² x / (s² + σ²), Heun's method
/// (Karras et al. 2022, algorithm 1) multiplies x by a number at every step, so the deviation of the output is known exactly.
/// </summary>
public sealed class ClosedFormTests
{
    private const double SigmaMin = 0.002, SigmaMax = 80, Rho = 7;
    private const int Rows = 60_000;

    [Theory]
    [InlineData(0.5, 18, 1.055249)]
    [InlineData(0.5, 40, 1.009754)]
    [InlineData(0.25, 18, null)]
    [InlineData(2, 18, null)]
    [Trait("Acceptance", "B6")]
    public async Task The_deviation_of_the_output_is_that_of_the_recursion(double s, int steps, double? known)
    {
        var ratio = Ratio(s, steps);
        if (known is not null)
        {
            Assert.Equal(known.Value, ratio, 5e-7);
        }

        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("gaussian", FormattableString.Invariant($"{s}")));
        using var response = await host.Client.SendAsync(Http.Sample(
            $$"""
            { "count": {{Rows}}, "seed": 11,
              "sampler": { "kind": "heun", "steps": {{steps}}, "schedule": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80, "rho": 7 } } }
            """,
            accept: "application/octet-stream"));
        var values = MemoryMarshal.Cast<byte, float>(await response.Content.ReadAsByteArrayAsync()).ToArray();

        Assert.Equal(2 * Rows, values.Length);
        Assert.Equal((2 * steps - 1).ToString(), response.Header("X-GenPhys-Nfe"));
        var mean = values.Average(v => (double)v);
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));

        // Three standard errors, of a mean σ/√n and of a deviation σ/√(2n), n = 120,000: 0.6 %, less than the bias of the solver that is looked for.
        Assert.Equal(0, mean, 3 * s * ratio / Math.Sqrt(values.Length));
        Assert.Equal(ratio, deviation / s, 3 * ratio / Math.Sqrt(2.0 * values.Length));
    }

    /// <summary>std(output)/s: the factor of every step of Heun's method, times the deviation of the prior.</summary>
    private static double Ratio(double s, int steps)
    {
        var x = SigmaMax;
        var sigma = Enumerable.Range(0, steps)
            .Select(i => Math.Pow(Math.Pow(SigmaMax, 1 / Rho) + (i / (steps - 1.0) * (Math.Pow(SigmaMin, 1 / Rho) - Math.Pow(SigmaMax, 1 / Rho))), Rho))
            .Append(0)
            .ToArray();
        for (var i = 0; i < steps; i++)
        {
            double h = sigma[i + 1] - sigma[i], d = Slope(x, sigma[i]), euler = x + (h * d);
            x = sigma[i + 1] == 0 ? euler : x + (h * (d + Slope(euler, sigma[i + 1])) / 2);
        }

        return x / s;

        double Slope(double at, double level) => at * level / ((s * s) + (level * level));
    }
}
