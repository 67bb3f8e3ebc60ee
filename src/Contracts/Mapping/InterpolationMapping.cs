using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Interpolations in protobuf.</summary>
public static class InterpolationMapping
{
    /// <summary>The contract of a request.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException">Numbers do not fill whole rows, or a tagged message has no kind.</exception>
    public static InterpolationRequest ToContract(this Proto.InterpolationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = JsonPointer.Root;
        return new InterpolationRequest
        {
            Ends = [.. request.Ends.Select((end, i) => ToContract(end, body["ends"][i]))],
            Steps = request.HasSteps ? request.Steps : null,
            Weights = request.Weights?.ToRows(body["weights"]),
            Method = !request.HasMethod ? null : request.Method switch
            {
                Proto.InterpolationMethod.Slerp => InterpolationMethod.Slerp,
                Proto.InterpolationMethod.Lerp => InterpolationMethod.Lerp,
                _ => throw new GenPhysException(ErrorCode.Validation, "method is one of slerp, lerp.", "/method"),
            },
            Sampler = request.Sampler?.ToContract(body["sampler"]),
            Codes = request.Codes.ToContract(),
            DeadlineMs = request.HasDeadlineMs ? request.DeadlineMs : null,
        };
    }

    /// <summary>The message of a request.</summary>
    /// <param name="request">The contract.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The message.</returns>
    public static Proto.InterpolationRequest ToProto(this InterpolationRequest request, string model)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new Proto.InterpolationRequest { Model = model, Sampler = request.Sampler?.ToProto(), Weights = request.Weights?.ToProto() };
        message.Ends.AddRange(request.Ends.Select(ToProto));
        if (request.Steps is { } steps)
        {
            message.Steps = steps;
        }

        if (request.Method is { } method)
        {
            message.Method = method == InterpolationMethod.Slerp ? Proto.InterpolationMethod.Slerp : Proto.InterpolationMethod.Lerp;
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
    public static Proto.InterpolationResponse ToProto(this InterpolationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var message = new Proto.InterpolationResponse
        {
            Id = result.Id,
            Model = result.Model.ToProto(),
            Weights = result.Weights.ToProto(),
            Latents = result.Latents.ToProto(),
            Points = result.Points.ToProto(),
            Nfe = result.Nfe,
            Timings = result.Timings.ToProto(),
        };
        message.FailedRows.AddRange(result.FailedRows.ToProto());
        return message;
    }

    /// <summary>The result of a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The result.</returns>
    public static InterpolationResult ToContract(this Proto.InterpolationResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var failed = message.FailedRows.ToContract();
        return new InterpolationResult
        {
            Id = message.Id,
            Model = message.Model.ToContract(),
            Weights = message.Weights.ToRows(JsonPointer.Root["weights"]),
            Latents = [.. message.Latents.ToContract([]).Select(row => row!)],
            Points = message.Points.ToContract(failed),
            Nfe = message.Nfe,
            FailedRows = failed,
            Timings = message.Timings.ToContract(),
        };
    }

    private static InterpolationEnd ToContract(Proto.InterpolationEnd end, JsonPointer at) => end.KindCase switch
    {
        Proto.InterpolationEnd.KindOneofCase.Seed => new InterpolationEnd { Seed = end.Seed },
        Proto.InterpolationEnd.KindOneofCase.Latent => new InterpolationEnd { Latent = end.Latent.ToRow(at["latent"]) },
        Proto.InterpolationEnd.KindOneofCase.Point => new InterpolationEnd { Point = end.Point.ToRow(at["point"]) },
        _ => new InterpolationEnd(),
    };

    private static Proto.InterpolationEnd ToProto(InterpolationEnd end) => end switch
    {
        { Seed: { } seed } => new Proto.InterpolationEnd { Seed = seed },
        { Latent: { } latent } => new Proto.InterpolationEnd { Latent = new double[][] { latent }.ToProto() },
        { Point: { } point } => new Proto.InterpolationEnd { Point = new double[][] { point }.ToProto() },
        _ => new Proto.InterpolationEnd(),
    };
}
