using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Encoding and decoding in protobuf.</summary>
public static class LatentMapping
{
    /// <summary>The contract of a request.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException">The points do not fill whole rows, or a tagged message has no kind.</exception>
    public static EncodeRequest ToContract(this Proto.EncodeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new EncodeRequest
        {
            Points = request.Points.ToRows(JsonPointer.Root["points"]),
            Sampler = request.Sampler?.ToContract(JsonPointer.Root["sampler"]),
            Codes = request.Codes.ToContract(),
            DeadlineMs = request.HasDeadlineMs ? request.DeadlineMs : null,
        };
    }

    /// <summary>The message of a request.</summary>
    /// <param name="request">The contract.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The message.</returns>
    public static Proto.EncodeRequest ToProto(this EncodeRequest request, string model)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new Proto.EncodeRequest { Model = model, Points = request.Points.ToProto(), Sampler = request.Sampler?.ToProto() };
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
    public static Proto.EncodeResponse ToProto(this EncodeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var message = new Proto.EncodeResponse
        {
            Id = result.Id,
            Model = result.Model.ToProto(),
            Latents = result.Latents.ToProto(),
            Nfe = result.Nfe,
            Timings = result.Timings.ToProto(),
        };
        message.RoundTripErrors.Add(result.RoundTripErrors);
        message.FailedRows.AddRange(result.FailedRows.ToProto());
        return message;
    }

    /// <summary>The result of a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The result.</returns>
    public static EncodeResult ToContract(this Proto.EncodeResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var failed = message.FailedRows.ToContract();
        return new EncodeResult
        {
            Id = message.Id,
            Model = message.Model.ToContract(),
            Latents = message.Latents.ToContract(failed),
            RoundTripErrors = message.RoundTripErrors.ToContract(failed),
            Nfe = message.Nfe,
            FailedRows = failed,
            Timings = message.Timings.ToContract(),
        };
    }

    /// <summary>The contract of a request.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException">The latents do not fill whole rows, or a tagged message has no kind.</exception>
    public static DecodeRequest ToContract(this Proto.DecodeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new DecodeRequest
        {
            Latents = request.Latents.ToRows(JsonPointer.Root["latents"]),
            Sampler = request.Sampler?.ToContract(JsonPointer.Root["sampler"]),
            Temperature = request.HasTemperature ? request.Temperature : null,
            Codes = request.Codes.ToContract(),
            DeadlineMs = request.HasDeadlineMs ? request.DeadlineMs : null,
        };
    }

    /// <summary>The message of a request.</summary>
    /// <param name="request">The contract.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The message.</returns>
    public static Proto.DecodeRequest ToProto(this DecodeRequest request, string model)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new Proto.DecodeRequest { Model = model, Latents = request.Latents.ToProto(), Sampler = request.Sampler?.ToProto() };
        if (request.Temperature is { } temperature)
        {
            message.Temperature = temperature;
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
    public static Proto.DecodeResponse ToProto(this DecodeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var message = new Proto.DecodeResponse
        {
            Id = result.Id,
            Model = result.Model.ToProto(),
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
    public static DecodeResult ToContract(this Proto.DecodeResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var failed = message.FailedRows.ToContract();
        return new DecodeResult
        {
            Id = message.Id,
            Model = message.Model.ToContract(),
            Points = message.Points.ToContract(failed),
            Nfe = message.Nfe,
            FailedRows = failed,
            Timings = message.Timings.ToContract(),
        };
    }
}
