namespace Grpc.AspNetCore.Server;

/// <summary>Marks that a service has options of its own.</summary>
internal sealed class ServiceOptionsMarker<TService>
    where TService : class;
