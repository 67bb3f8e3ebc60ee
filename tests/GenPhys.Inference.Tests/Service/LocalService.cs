using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Service;

namespace GenPhys.Inference.Tests.Service;

/// <summary>The service of one process on closed-form models in a temporary folder, without a door in front.</summary>
internal sealed class LocalService : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-models-").FullName;
    private readonly InferenceEngine _engine = new();

    private LocalService() => Service = new InferenceService(_engine, new ModelRepository(_folder, _engine));

    public InferenceService Service { get; }

    /// <summary>Starts the service with models given as pairs of name and the members of model.json after it.</summary>
    public static async Task<LocalService> StartAsync(params (string Name, string Members)[] models)
    {
        var local = new LocalService();
        foreach (var (name, members) in models)
        {
            var at = Directory.CreateDirectory(Path.Combine(local._folder, name, "1")).FullName;
            await File.WriteAllTextAsync(Path.Combine(at, "model.json"), $$"""{ "schema": 1, "name": "{{name}}", {{members}} }""");
        }

        await local.Service.StartAsync((name, exception) => throw new InvalidOperationException(name, exception), CancellationToken.None);
        return local;
    }

    public Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request) =>
        Service.LikelihoodAsync(model, request, CancellationToken.None);

    public Task<EncodeResult> EncodeAsync(string model, EncodeRequest request) => Service.EncodeAsync(model, request, CancellationToken.None);

    public Task<DecodeResult> DecodeAsync(string model, DecodeRequest request) => Service.DecodeAsync(model, request, CancellationToken.None);

    public Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request) =>
        Service.InterpolateAsync(model, request, CancellationToken.None);

    public Task<SampleResult> SampleAsync(string model, SampleRequest request) => Service.SampleAsync(model, request, null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
