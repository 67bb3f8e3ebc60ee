using System.Globalization;
using GenPhys.Api.Hosting;
using GenPhys.Contracts;
using GenPhys.Contracts.OpenInference;
using GenPhys.Inference.Service;

namespace GenPhys.Api.OpenInference;

/// <summary>Server and models in the words of the Open Inference Protocol, for both of its doors.</summary>
internal sealed class InferenceModels(IInferenceService service, DrainOnShutdown drain)
{
    private const string Platform = "genphys";

    private static readonly string Version = typeof(InferenceModels).Assembly.GetName().Version!.ToString(3);

    public static ServerMetadata Server { get; } = new(Platform, Version, ["model_repository"]);

    /// <exception cref="GenPhysException">The service is not ready.</exception>
    public void ThrowIfNotReady()
    {
        if (drain.Draining)
        {
            throw new GenPhysException(ErrorCode.Draining, "The service is shutting down.");
        }

        if (!service.Ready)
        {
            throw new GenPhysException(ErrorCode.ModelNotReady, "Not every model is warm.");
        }
    }

    /// <exception cref="GenPhysException">The model, or that version of it, is not known or not warm.</exception>
    public void ThrowIfNotReady(string model, string? version)
    {
        var info = Find(model, version);
        if (info.State != ModelState.Ready)
        {
            throw new GenPhysException(ErrorCode.ModelNotReady, $"The model {model} is {info.State.ToString().ToLowerInvariant()}.");
        }
    }

    /// <exception cref="GenPhysException">The model, or that version of it, is not known.</exception>
    public ModelMetadata Describe(string model, string? version)
    {
        var info = Find(model, version);
        return new ModelMetadata(
            info.Name,
            [.. info.Versions.Select(Text)],
            Platform,
            [new TensorMetadata(InferSampling.Count, InferSampling.Int64, [1]), new TensorMetadata(InferSampling.Seed, InferSampling.Int64, [1])],
            [new TensorMetadata(InferSampling.Samples, InferSampling.Float32, [-1, .. info.Shape.Select(n => (long)n)])]);
    }

    /// <summary>The model; a version that is asked for must be the one that is served.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public ModelInfo Find(string model, string? version)
    {
        var info = service.GetModel(model);
        return string.IsNullOrEmpty(version) || version == Text(info.Version)
            ? info
            : throw new GenPhysException(
                ErrorCode.ModelNotFound, $"The model {model} is served in version {info.Version}, not in version {version}; leave the version out to take it.");
    }

    public IReadOnlyList<RepositoryIndexEntry> Index(bool onlyReady) =>
    [
        .. service.ListModels().Where(model => !onlyReady || model.State == ModelState.Ready).Select(model => new RepositoryIndexEntry(
            model.Name,
            Text(model.Version),
            model.State switch
            {
                ModelState.Ready => "READY",
                ModelState.Loading => "LOADING",
                ModelState.Unloading => "UNLOADING",
                _ => "UNAVAILABLE",
            },
            model.Error ?? (model.State == ModelState.Unloaded ? "unloaded" : ""))),
    ];

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
