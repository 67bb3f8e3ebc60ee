using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.HealthCheck;

/// <summary>The standard health service: tells the status that the application sets for each service.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ServingStatus> statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ChannelWriter<ServingStatus>>> watchers = new(StringComparer.Ordinal);

    /// <summary>Sets the status of a service; the empty name stands for the server as a whole.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (gate)
        {
            statuses[service] = status;
            Tell(service, status);
        }
    }

    /// <summary>Forgets a service.</summary>
    public void ClearStatus(string service)
    {
        lock (gate)
        {
            if (statuses.Remove(service))
            {
                Tell(service, ServingStatus.ServiceUnknown);
            }
        }
    }

    /// <summary>Forgets all services.</summary>
    public void ClearAll()
    {
        lock (gate)
        {
            string[] known = [.. statuses.Keys];
            statuses.Clear();
            foreach (string service in known)
            {
                Tell(service, ServingStatus.ServiceUnknown);
            }
        }
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (gate)
        {
            return statuses.TryGetValue(request.Service, out ServingStatus status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, "Nothing is known of this service."));
        }
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);

        // A watcher that reads slowly misses what was between, never the latest status.
        Channel<ServingStatus> changes = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (gate)
        {
            // One lock for both, so that no change falls between the first status and the first change.
            if (!watchers.TryGetValue(request.Service, out List<ChannelWriter<ServingStatus>>? list))
            {
                watchers.Add(request.Service, list = []);
            }

            list.Add(changes.Writer);
            changes.Writer.TryWrite(statuses.GetValueOrDefault(request.Service, ServingStatus.ServiceUnknown));
        }

        // A watch never ends by itself: without this, watchers would hold up the server's shutdown until its grace is over.
        CancellationToken stopping = context.GetHttpContext().RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            await foreach (ServingStatus status in changes.Reader.ReadAllAsync(either.Token).ConfigureAwait(false))
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is shutting down."));
        }
        finally
        {
            Forget(request.Service, changes.Writer);
        }
    }

    private void Tell(string service, ServingStatus status)
    {
        foreach (ChannelWriter<ServingStatus> watcher in watchers.GetValueOrDefault(service) ?? [])
        {
            watcher.TryWrite(status);
        }
    }

    private void Forget(string service, ChannelWriter<ServingStatus> watcher)
    {
        lock (gate)
        {
            List<ChannelWriter<ServingStatus>> list = watchers[service];
            list.Remove(watcher);
            if (list.Count == 0)
            {
                watchers.Remove(service);
            }
        }
    }
}
