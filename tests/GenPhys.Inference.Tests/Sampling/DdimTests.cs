using GenPhys.Inference.Engine;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class DdimTests
{
    // Song, Meng & Ermon 2021, eq. 12 with eta = 0, in variance-preserving units, beside the table of the Euler sampler in
    // variance-exploding units.
    [Theory]
    [Trait("Acceptance", "B8")]
    [InlineData(1.0, 0.9)]
    [InlineData(0.7, 0.2)]
    [InlineData(0.31, 0.3)]
    [InlineData(0.05, 0.001)]
    public void A_DDIM_step_is_an_Euler_step_after_rescaling(double time, double nextTime)
    {
        const int dim = 64;
        var process = new VariancePreservingProcess();
        var x = new double[dim];
        var epsilon = new double[dim];
        Philox.FillNormal(new NoiseKey(1, 0, NoisePurpose.Data), x);
        Philox.FillNormal(new NoiseKey(2, 0, NoisePurpose.Data), epsilon);

        static double Alpha(double t) => Math.Exp((-0.5 * t * t * 19.9) - (t * 0.1));
        var (alpha, next) = (Alpha(time), Alpha(nextTime));
        var (sigma, nextSigma) = (process.Kernel(time).NoiseLevel, process.Kernel(nextTime).NoiseLevel);

        var store = new HostStateStore(dim);
        var row = store.Rent(1, 0);
        var state = (double[])x.Clone();
        process.ToVarianceExploding(state, time);
        store.Write(row, 0, state);
        var denoised = state.Zip(epsilon, (xHat, e) => xHat - (sigma * e)).ToArray();
        var tick = new Euler().Program([sigma, nextSigma]).Ticks[1];
        Assert.True(store.Apply(row, default, tick, new LaneResults(denoised, default, default)));
        store.Read(row, 0, state);
        process.FromVarianceExploding(state, nextTime);

        for (var i = 0; i < dim; i++)
        {
            var ddim = (Math.Sqrt(next / alpha) * x[i])
                + ((Math.Sqrt(1 - next) - (Math.Sqrt(next / alpha) * Math.Sqrt(1 - alpha))) * epsilon[i]);
            Assert.Equal(ddim, state[i], 1e-12 * Math.Max(1, Math.Sqrt(next / alpha)));
        }
    }
}
