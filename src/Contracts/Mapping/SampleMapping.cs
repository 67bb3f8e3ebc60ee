using GenPhys.Contracts.Validation;
using Google.Protobuf.Collections;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Sample requests and results in protobuf.</summary>
public static class SampleMapping
{
    /// <summary>The contract of a request.</summary>
    /// <param name="request">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: a tagged message has no kind.</exception>
    public static SampleRequest ToContract(this Proto.SampleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new SampleRequest
        {
            Count = request.Count,
            Seed = request.HasSeed ? request.Seed : null,
            Sampler = request.Sampler?.ToContract(JsonPointer.Root["sampler"]),
            Restart = request.Restart.Count == 0 ? null : [.. request.Restart.Select((restart, i) => restart.ToContract(JsonPointer.Root["restart"][i]))],
            Guidance = request.Guidance?.ToContract(JsonPointer.Root["guidance"]),
            Condition = request.Condition?.ToContract(),
            Codes = request.Codes.ToContract(),
            CodeTemperature = request.HasCodeTemperature ? request.CodeTemperature : null,
            GuidanceReport = request.HasGuidanceReport ? request.GuidanceReport : null,
            Verify = request.Verify?.ToContract(JsonPointer.Root["verify"]),
            Rejection = request.Rejection?.ToContract(),
            Resample = request.HasResample ? Resample(request.Resample) : null,
            DeadlineMs = request.HasDeadlineMs ? request.DeadlineMs : null,
        };
    }

    /// <summary>The message of a request.</summary>
    /// <param name="request">The contract.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The message.</returns>
    public static Proto.SampleRequest ToProto(this SampleRequest request, string model)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new Proto.SampleRequest { Model = model, Count = request.Count, Sampler = request.Sampler?.ToProto() };
        message.Restart.AddRange((request.Restart ?? []).Select(restart => restart.ToProto()));
        message.Guidance = request.Guidance?.ToProto();
        message.Condition = request.Condition?.ToProto();
        message.Codes.Add(request.Codes);
        if (request.CodeTemperature is { } temperature)
        {
            message.CodeTemperature = temperature;
        }

        message.Verify = request.Verify?.ToProto();
        message.Rejection = request.Rejection?.ToProto();
        if (request.GuidanceReport is { } report)
        {
            message.GuidanceReport = report;
        }

        if (request.Resample is { } resample)
        {
            message.Resample = resample switch
            {
                ResampleMethod.None => Proto.ResampleMethod.None,
                ResampleMethod.Systematic => Proto.ResampleMethod.Systematic,
                _ => throw new ArgumentOutOfRangeException(nameof(request), resample, "The method has no value in protobuf."),
            };
        }

        if (request.Seed is { } seed)
        {
            message.Seed = seed;
        }

        if (request.DeadlineMs is { } deadline)
        {
            message.DeadlineMs = deadline;
        }

        return message;
    }

    /// <summary>The message of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="withSamples">Whether the samples are in it; in a stream they follow in chunks.</param>
    /// <returns>The message.</returns>
    public static Proto.SampleResponse ToProto(this SampleResult result, bool withSamples = true)
    {
        ArgumentNullException.ThrowIfNull(result);
        var message = new Proto.SampleResponse
        {
            Id = result.Id,
            Model = new Proto.ModelReference { Name = result.Model.Name, Version = result.Model.Version },
            Seed = result.Seed,
            Nfe = result.Nfe,
            Timings = new Proto.Timings { QueuedMs = result.Timings.QueuedMs, RunMs = result.Timings.RunMs },
            GuidanceReport = result.GuidanceReport?.ToProto(),
            Verification = result.Verification?.ToProto(),
        };
        message.Shape.AddRange(result.Shape);
        message.FailedRows.AddRange(result.FailedRows.Select(row =>
            new Proto.FailedRow { Row = row.Row, Step = row.Step, NoiseLevel = row.NoiseLevel, Reason = row.Reason }));
        message.LogWeights.AddRange(result.LogWeights ?? []);
        message.Codes.Add(result.Codes);
        if (result.Ess is { } ess)
        {
            message.Ess = ess;
        }

        if (withSamples)
        {
            message.Samples.AddRange(result.Samples);
        }

        return message;
    }

    /// <summary>The result of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="samples">The values, row-major: those of the message, or of a stream's chunks put together.</param>
    /// <returns>The result.</returns>
    public static SampleResult ToContract(this Proto.SampleResponse message, float[] samples)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new SampleResult
        {
            Id = message.Id,
            Model = new ModelReference(message.Model.Name, message.Model.Version),
            Seed = message.Seed,
            Shape = Array(message.Shape),
            Samples = samples,
            Nfe = message.Nfe,
            LogWeights = message.HasEss ? Array(message.LogWeights) : null,
            Ess = message.HasEss ? message.Ess : null,
            Codes = message.Codes.ToContract(),
            FailedRows = [.. message.FailedRows.Select(row => new FailedRow(row.Row, row.Step, row.NoiseLevel, row.Reason))],
            Timings = new Timings(message.Timings.QueuedMs, message.Timings.RunMs),
            GuidanceReport = message.GuidanceReport?.ToContract(),
            Verification = message.Verification?.ToContract(),
        };
    }

    /// <summary>The result of a message that holds its samples.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The result.</returns>
    public static SampleResult ToContract(this Proto.SampleResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.ToContract(Array(message.Samples));
    }

    /// <summary>The message of a progress report.</summary>
    /// <param name="progress">The report.</param>
    /// <returns>The message.</returns>
    public static Proto.SampleProgress ToProto(this SampleProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return new Proto.SampleProgress
        {
            Id = progress.Id,
            RowsDone = progress.RowsDone,
            Rows = progress.Rows,
            EvaluationsDone = progress.EvaluationsDone,
            Evaluations = progress.Evaluations,
        };
    }

    /// <summary>The progress report of a message.</summary>
    /// <param name="progress">The message.</param>
    /// <returns>The report.</returns>
    public static SampleProgress ToContract(this Proto.SampleProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return new SampleProgress(progress.Id, progress.RowsDone, progress.Rows, progress.EvaluationsDone, progress.Evaluations);
    }

    private static ResampleMethod Resample(Proto.ResampleMethod method) => method switch
    {
        Proto.ResampleMethod.None => ResampleMethod.None,
        Proto.ResampleMethod.Systematic => ResampleMethod.Systematic,
        _ => throw new GenPhysException(ErrorCode.Validation, "resample is not a known method; leave it out, or use NONE or SYSTEMATIC.", JsonPointer.Root["resample"].ToString()),
    };

    private static T[] Array<T>(RepeatedField<T> values)
    {
        var array = new T[values.Count];
        values.CopyTo(array, 0);
        return array;
    }
}
