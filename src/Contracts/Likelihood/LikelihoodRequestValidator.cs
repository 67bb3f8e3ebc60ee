using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The rules on a <see cref="LikelihoodRequest"/> that need no model.</summary>
public static class LikelihoodRequestValidator
{
    /// <summary>Most probes of one request.</summary>
    public const int MaxProbes = 256;

    /// <summary>Throws when a request breaks a rule.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">The service's limits.</param>
    /// <exception cref="GenPhysException">With the first violation's code and pointer, and the list of all.</exception>
    public static void ThrowIfInvalid(LikelihoodRequest request, SampleLimits limits)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        var found = new Violations();
        var body = JsonPointer.Root;
        PointRules.Check(found, request.Points, body["points"], limits);
        found.Between(request.Probes, 1, MaxProbes, body["probes"]);
        if (request is { Trace: TraceMethod.Exact, Probes: not null })
        {
            found.Add(ErrorCode.UnsupportedCombination, body["probes"], "An exact trace takes no probes; leave probes out, or ask for the trace hutchinson.");
        }

        found.Between(request.Seed, 0, SampleRequestValidator.MaxSeed, body["seed"]);
        request.Solver?.Check(found, body["solver"], limits);
        if (request.Solver is not (null or Rk45Sampler))
        {
            found.Add(ErrorCode.UnsupportedCombination, body["solver"]["kind"], "Likelihoods are solved by rk45, whose error control includes the log-density; leave solver out or use rk45.");
        }
        else if (request.Solver?.DenoiseFinal is true)
        {
            found.Add(ErrorCode.UnsupportedCombination, body["solver"]["denoiseFinal"], "A likelihood is that of the lowest noise level, where the flow can be inverted; leave denoiseFinal out.");
        }

        GuidanceSpec.Check(found, request.Guidance, body["guidance"], limits);
        request.Condition?.Check(found, body["condition"], request.Points.Count);
        CodeRules.Check(found, request.Codes, request.Points.Count, body["codes"]);
        found.AtLeast(request.DeadlineMs, 1, body["deadlineMs"]);
        found.ThrowIfAny();
    }
}
