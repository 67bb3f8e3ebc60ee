using GenPhys.Contracts;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Service;

namespace GenPhys.Api.Hosting;

/// <summary>Loads the models behind the open sockets: liveness is answered from the first moment, readiness when all are warm.</summary>
internal sealed partial class ModelLoader(InferenceService service, ModelRepository repository, ILogger<ModelLoader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Loading(logger, repository.Root);
        try
        {
            await service.StartAsync((name, exception) => Log.Failed(logger, name, Cause(exception), exception), stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        var models = service.ListModels();
        if (models.Count == 0)
        {
            Log.Empty(logger, repository.Root);
            return;
        }

        Log.Loaded(logger, string.Join(", ", models.Select(model => $"{model.Name} ({model.State})")));
    }

    private static string Cause(Exception exception) =>
        exception is GenPhysException { Pointer.Length: > 0 } known ? $"{known.Pointer}: {known.Message}" : exception.Message;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Loading the models of {Folder}")]
        public static partial void Loading(ILogger logger, string folder);

        [LoggerMessage(2, LogLevel.Error, "The model {Model} cannot be loaded: {Cause}")]
        public static partial void Failed(ILogger logger, string model, string cause, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "There is no model in {Folder}: set Models:Path or GENPHYS_MODELS to a folder that holds name/version/model.json")]
        public static partial void Empty(ILogger logger, string folder);

        [LoggerMessage(4, LogLevel.Information, "Models: {Models}")]
        public static partial void Loaded(ILogger logger, string models);
    }
}
