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
    private const string Ready = "READY";
    private const string Unavailable = "UNAVAILABLE";

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
            throw new GenPhysException(ErrorCode.ModelNotReady, $"The model {Address(model, version)} is {info.State.ToString().ToLowerInvariant()}.");
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

    /// <summary>How the service addresses a model whose version is told beside it.</summary>
    public static string Address(string model, string? version) => string.IsNullOrEmpty(version) ? model : $"{model}@{version}";

    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    public ModelInfo Find(string model, string? version) => service.GetModel(Address(model, version));

    /// <summary>An entry for each version of each model.</summary>
    public IReadOnlyList<RepositoryIndexEntry> Index(bool onlyReady) =>
    [
        .. service.ListModels().SelectMany(Versions).Where(entry => !onlyReady || entry.State == Ready),
    ];

    private static IEnumerable<RepositoryIndexEntry> Versions(ModelInfo model) => model.Versions.Append(model.Version).Distinct().Order().Select(version =>
        model.LoadedVersions.Contains(version)
            ? new RepositoryIndexEntry(model.Name, Text(version), Ready, "")
            : new RepositoryIndexEntry(model.Name, Text(version), version == model.Version ? Name(model.State) : Unavailable, Reason(model, version)));

    private static string Reason(ModelInfo model, int version) =>
        version == model.Version && model.State != ModelState.Unloaded ? model.Error ?? "" : "unloaded";

    private static string Name(ModelState state) => state switch
    {
        ModelState.Loading => "LOADING",
        ModelState.Unloading => "UNLOADING",
        _ => Unavailable,
    };

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
