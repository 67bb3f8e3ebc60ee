using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The rules on a <see cref="SampleRequest"/> that need no model; every door (REST, gRPC, command line) applies these same ones.</summary>
public static class SampleRequestValidator
{
    /// <summary>The largest seed, 2^53 - 1: the largest whole number that every JSON reader keeps exactly.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">The service's limits.</param>
    /// <returns>Every violation, in the order of the members; empty for a valid request.</returns>
    public static IReadOnlyList<Violation> Validate(SampleRequest request, SampleLimits limits)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);

        var found = new Violations();
        var body = JsonPointer.Root;
        found.AtLeast(request.Count, 1, body["count"]);
        found.WithinLimit(request.Count, limits.MaxRows, body["count"]);
        found.Between(request.Seed, 0, MaxSeed, body["seed"]);
        request.Sampler?.Check(found, body["sampler"], limits);
        for (var i = 0; i < (request.Restart?.Count ?? 0); i++)
        {
            request.Restart![i].Check(found, body["restart"][i], limits);
        }

        GuidanceSpec.Check(found, request.Guidance, body["guidance"], limits);
        request.Verify?.Check(found, body["verify"], limits.Constraints);
        request.Rejection?.Check(found, body["rejection"], request, limits);
        request.Condition?.Check(found, body["condition"], request.Count);
        CodeRules.Check(found, request.Codes, request.Count, body["codes"]);
        found.Above(request.CodeTemperature, 0, body["codeTemperature"]);
        found.AtLeast(request.DeadlineMs, 1, body["deadlineMs"]);
        return found.Found;
    }

    /// <summary>Throws when a request breaks a rule.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">The service's limits.</param>
    /// <exception cref="GenPhysException">With the first violation's code and pointer, and the list of all.</exception>
    public static void ThrowIfInvalid(SampleRequest request, SampleLimits limits)
    {
        if (Validate(request, limits) is { Count: > 0 } violations)
        {
            throw new GenPhysException(violations);
        }
    }
}
