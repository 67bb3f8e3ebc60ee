using GenPhys.Contracts;
using GenPhys.Inference.Service;
using Grpc.HealthCheck;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace GenPhys.Api.Grpc;

/// <summary>
/// Tells grpc.health.v1 what readiness says: the empty name and the names of the services stand for the whole, <c>genphys.v1.GenPhys/{model}</c> for one
/// model.
/// </summary>
internal sealed class ModelHealth(IInferenceService service, HealthServiceImpl health) : IHostedService
{
    private static readonly string Service = Protos.V1.GenPhys.Descriptor.FullName;

    private static readonly string[] Whole = ["", Service, Protos.OpenInference.GRPCInferenceService.Descriptor.FullName];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _told = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        service.Changed += Tell;
        Tell();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        service.Changed -= Tell;
        return Task.CompletedTask;
    }

    private void Tell()
    {
        // Changes come on several threads. Each looks at the state inside the lock, so that the last to speak has seen the latest.
        lock (_gate)
        {
            foreach (var name in Whole)
            {
                Tell(name, service.Ready);
            }

            foreach (var model in service.ListModels())
            {
                Tell($"{Service}/{model.Name}", model.State == ModelState.Ready);
            }
        }
    }

    private void Tell(string name, bool ready)
    {
        var status = ready ? ServingStatus.Serving : ServingStatus.NotServing;
        if (!_told.TryGetValue(name, out var told) || told != status)
        {
            _told[name] = status;
            health.SetStatus(name, status);
        }
    }
}
