using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Gives a call its service object: the services' own if they have one, else a fresh one.</summary>
internal static class ServiceActivator<TService>
    where TService : class
{
    private static readonly Lazy<ObjectFactory<TService>> Factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    public static Activated<TService> Activate(IServiceProvider services) => services.GetService<TService>() is { } shared
        ? new Activated<TService>(shared, owned: false)
        : new Activated<TService>(Factory.Value(services, []), owned: true);
}
