using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>What the repository says of models, in protobuf.</summary>
public static class ModelMapping
{
    /// <summary>The message of a model.</summary>
    /// <param name="info">The model.</param>
    /// <returns>The message.</returns>
    public static Proto.Model ToProto(this ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        var model = new Proto.Model
        {
            Name = info.Name,
            Version = info.Version,
            State = info.State.ToProto(),
            Process = info.Process is null ? null : ToProto(info.Process),
            DefaultSampler = info.DefaultSampler?.ToProto(),
        };
        model.Shape.AddRange(info.Shape);
        model.Versions.AddRange(info.Versions);
        model.LoadedVersions.AddRange(info.LoadedVersions);
        model.Samplers.AddRange(info.Samplers ?? []);
        model.CodeSizes.AddRange(info.CodeSizes ?? []);
        foreach (var (name, value) in info.Metrics ?? new Dictionary<string, double>())
        {
            model.Metrics.Add(name, value);
        }

        if (info.Field is not null)
        {
            model.Field = info.Field;
        }

        if (info.Error is not null)
        {
            model.Error = info.Error;
        }

        return model;
    }

    /// <summary>The model of a message.</summary>
    /// <param name="model">The message.</param>
    /// <returns>The model.</returns>
    public static ModelInfo ToContract(this Proto.Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelInfo
        {
            Name = model.Name,
            Version = model.Version,
            Versions = [.. model.Versions],
            LoadedVersions = [.. model.LoadedVersions],
            State = model.State.ToContract(),
            Shape = [.. model.Shape],
            Process = model.Process is null ? null : ToContract(model.Process),
            Field = model.HasField ? model.Field : null,
            CodeSizes = model.CodeSizes.Count == 0 ? null : [.. model.CodeSizes],
            DefaultSampler = model.DefaultSampler?.ToContract(JsonPointer.Root["defaultSampler"]),
            Samplers = model.Samplers.Count == 0 ? null : [.. model.Samplers],
            Metrics = model.Metrics.Count == 0 ? null : new Dictionary<string, double>(model.Metrics),
            Error = model.HasError ? model.Error : null,
        };
    }

    /// <summary>The message's value of a state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The value.</returns>
    public static Proto.ModelState ToProto(this ModelState state) => state switch
    {
        ModelState.Unloaded => Proto.ModelState.Unloaded,
        ModelState.Loading => Proto.ModelState.Loading,
        ModelState.Ready => Proto.ModelState.Ready,
        ModelState.Unloading => Proto.ModelState.Unloading,
        ModelState.Failed => Proto.ModelState.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "The state has no value in protobuf."),
    };

    /// <summary>The state of a message's value.</summary>
    /// <param name="state">The value.</param>
    /// <returns>The state.</returns>
    public static ModelState ToContract(this Proto.ModelState state) => state switch
    {
        Proto.ModelState.Unloaded => ModelState.Unloaded,
        Proto.ModelState.Loading => ModelState.Loading,
        Proto.ModelState.Ready => ModelState.Ready,
        Proto.ModelState.Unloading => ModelState.Unloading,
        Proto.ModelState.Failed => ModelState.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "The value stands for no state."),
    };

    private static Proto.Process ToProto(ProcessInfo info)
    {
        var process = new Proto.Process { Kind = info.Kind };
        if (info.SigmaMin is { } low)
        {
            process.SigmaMin = low;
        }

        if (info.SigmaMax is { } high)
        {
            process.SigmaMax = high;
        }

        return process;
    }

    private static ProcessInfo ToContract(Proto.Process process) => new()
    {
        Kind = process.Kind,
        SigmaMin = process.HasSigmaMin ? process.SigmaMin : null,
        SigmaMax = process.HasSigmaMax ? process.SigmaMax : null,
    };
}
