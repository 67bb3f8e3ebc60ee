using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Likelihood requests and results in protobuf.</summary>
public static class LikelihoodMapping
{
    /// <summary>The contract of a request.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException">The points do not fill whole rows, or a tagged message has no kind.</exception>
    public static LikelihoodRequest ToContract(this Proto.LikelihoodRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new LikelihoodRequest
        {
            Points = request.Points.ToRows(JsonPointer.Root["points"]),
            Trace = !request.HasTrace ? null : request.Trace switch
            {
                Proto.TraceMethod.Exact => TraceMethod.Exact,
                Proto.TraceMethod.Hutchinson => TraceMethod.Hutchinson,
                _ => throw new GenPhysException(ErrorCode.Validation, "trace is one of exact, hutchinson.", "/trace"),
            },
            Probes = request.HasProbes ? request.Probes : null,
            Seed = request.HasSeed ? request.Seed : null,
            Solver = request.Solver?.ToContract(JsonPointer.Root["solver"]),
            Guidance = request.Guidance?.ToContract(JsonPointer.Root["guidance"]),
            Condition = request.Condition?.ToContract(),
            Details = request.HasDetails ? request.Details : null,
            Codes = request.Codes.ToContract(),
            DeadlineMs = request.HasDeadlineMs ? request.DeadlineMs : null,
        };
    }

    /// <summary>The message of a request.</summary>
    /// <param name="request">The contract.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The message.</returns>
    public static Proto.LikelihoodRequest ToProto(this LikelihoodRequest request, string model)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new Proto.LikelihoodRequest
        {
            Model = model,
            Points = request.Points.ToProto(),
            Solver = request.Solver?.ToProto(),
            Guidance = request.Guidance?.ToProto(),
            Condition = request.Condition?.ToProto(),
        };
        if (request.Trace is { } trace)
        {
            message.Trace = trace == TraceMethod.Exact ? Proto.TraceMethod.Exact : Proto.TraceMethod.Hutchinson;
        }

        if (request.Probes is { } probes)
        {
            message.Probes = probes;
        }

        if (request.Seed is { } seed)
        {
            message.Seed = seed;
        }

        if (request.Details is { } details)
        {
            message.Details = details;
        }

        message.Codes.Add(request.Codes);
        if (request.DeadlineMs is { } deadline)
        {
            message.DeadlineMs = deadline;
        }

        return message;
    }

    /// <summary>The message of a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The message.</returns>
    public static Proto.LikelihoodResponse ToProto(this LikelihoodResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var message = new Proto.LikelihoodResponse
        {
            Id = result.Id,
            Model = result.Model.ToProto(),
            Seed = result.Seed,
            Timings = result.Timings.ToProto(),
        };
        message.LogLikelihoods.Add(result.LogLikelihoods);
        message.BitsPerDim.Add(result.BitsPerDim);
        if (result.StandardErrors.Any(error => error is not null))
        {
            message.StandardErrors.Add(result.StandardErrors);
        }

        message.Nfe.AddRange(result.Nfe);
        message.FailedRows.AddRange(result.FailedRows.ToProto());
        if (result.Details is { } details)
        {
            message.Details = new Proto.LikelihoodDetails { Latents = details.Latents.ToProto() };
            message.Details.PriorLogDensities.Add(details.PriorLogDensities);
            message.Details.Divergences.Add(details.Divergences);
            message.Details.TerminalLogDensities.Add(details.TerminalLogDensities ?? []);
        }

        return message;
    }

    /// <summary>The result of a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The result.</returns>
    public static LikelihoodResult ToContract(this Proto.LikelihoodResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var failed = message.FailedRows.ToContract();
        return new LikelihoodResult
        {
            Id = message.Id,
            Model = message.Model.ToContract(),
            Seed = message.Seed,
            Shape = [message.LogLikelihoods.Count],
            LogLikelihoods = message.LogLikelihoods.ToContract(failed),
            BitsPerDim = message.BitsPerDim.ToContract(failed),
            StandardErrors = message.StandardErrors.Count > 0 ? message.StandardErrors.ToContract(failed) : new double?[message.LogLikelihoods.Count],
            Nfe = [.. message.Nfe],
            FailedRows = failed,
            Timings = message.Timings.ToContract(),
            Details = message.Details is not { } details ? null : new LikelihoodDetails
            {
                Latents = details.Latents.ToContract(failed),
                PriorLogDensities = details.PriorLogDensities.ToContract(failed),
                Divergences = details.Divergences.ToContract(failed),
                TerminalLogDensities = details.TerminalLogDensities.Count > 0 ? details.TerminalLogDensities.ToContract(failed) : null,
            },
        };
    }
}
