using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>An interceptor by its type.</summary>
public class InterceptorRegistration
{
    private readonly object[] arguments;
    private readonly Lazy<ObjectFactory> factory;

    internal InterceptorRegistration(Type type, object[] arguments)
    {
        Type = type;
        this.arguments = arguments;
        factory = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(type, [.. arguments.Select(argument => argument.GetType())]));
    }

    /// <summary>The type of the interceptor.</summary>
    public Type Type { get; }

    /// <summary>Arguments of its constructor beyond what the services give.</summary>
    public IReadOnlyList<object> Arguments => arguments;

    internal Activated<Interceptor> Activate(IServiceProvider services) =>
        arguments.Length == 0 && services.GetService(Type) is Interceptor shared
            ? new Activated<Interceptor>(shared, owned: false)
            : new Activated<Interceptor>((Interceptor)factory.Value(services, arguments), owned: true);
}
