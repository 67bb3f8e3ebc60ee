using GenPhys.Inference.Processes;
using GenPhys.Inference.Sampling.Adaptive;

namespace GenPhys.Inference.Likelihood;

/// <summary>
/// The instantaneous change of variables along the probability flow (Chen et al. 2018; Song et al. 2021, eq. 39), carried from a low noise level up to
/// the prior's: log p(x_low) = log prior(x_high) + integral of div(x - D) over ln sigma.
/// </summary>
/// <param name="process">The process, whose kernel centred on 0 is the prior.</param>
/// <param name="priorLevel">The level that the flow ends at.</param>
/// <param name="trace">How the divergence was read.</param>
internal sealed class FlowLikelihood(GenerativeProcess process, double priorLevel, TraceEstimate trace)
{
    /// <summary>Reads one row.</summary>
    /// <param name="state">Where the flow carried the point, <c>[dim]</c>.</param>
    /// <param name="scalars">The row's scalar slots at the end.</param>
    /// <returns>The parts of its log-likelihood, in nats and in the units of the field.</returns>
    public LikelihoodParts Read(ReadOnlySpan<double> state, ReadOnlySpan<double> scalars)
    {
        var d2 = 0.0;
        foreach (var x in state)
        {
            d2 += x * x;
        }

        var prior = process.LogKernel(d2, priorLevel, state.Length);
        var divergences = scalars.Slice(Rk45Program.DivergenceSlot(0), trace.Channels);
        var mean = 0.0;
        foreach (var divergence in divergences)
        {
            mean += divergence / divergences.Length;
        }

        return new LikelihoodParts(prior, mean, StandardError(divergences, mean));
    }

    private double? StandardError(ReadOnlySpan<double> divergences, double mean)
    {
        if (trace.IsExact)
        {
            return 0;
        }

        if (divergences.Length == 1)
        {
            return null;
        }

        var squares = 0.0;
        foreach (var divergence in divergences)
        {
            squares += (divergence - mean) * (divergence - mean);
        }

        return Math.Sqrt(squares / (divergences.Length - 1) / divergences.Length);
    }
}

/// <summary>The parts of one log-likelihood, in nats.</summary>
/// <param name="Prior">Log-density of the prior at the latent.</param>
/// <param name="Divergence">Integral of the flow's divergence; the mean over the probes.</param>
/// <param name="StandardError">Standard error of the divergence: 0 for an exact trace, null for a single probe.</param>
internal readonly record struct LikelihoodParts(double Prior, double Divergence, double? StandardError);
