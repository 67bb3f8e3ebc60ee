using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>What generated code tells of a service class.</summary>
internal static class GeneratedService
{
    /// <summary>The method that describes the service's methods to a binder.</summary>
    public static void Bind(Type serviceType, ServiceBinderBase binder)
    {
        BindServiceMethodAttribute attribute = FindAttribute(serviceType);
        MethodInfo bind = attribute.BindType
            .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .SingleOrDefault(method => method.Name == attribute.BindMethodName
                && method.GetParameters() is { Length: 2 } parameters
                && parameters[0].ParameterType == typeof(ServiceBinderBase))
            ?? throw new InvalidOperationException($"{attribute.BindType} has no method {attribute.BindMethodName} for a binder.");

        // Without an instance the generated method only describes: a service object is made per call.
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [binder, null], null);
    }

    /// <summary>The descriptor of the service; null for one that was not generated from a proto file.</summary>
    public static ServiceDescriptor? FindDescriptor(Type serviceType) => FindAttribute(serviceType).BindType
        .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;

    private static BindServiceMethodAttribute FindAttribute(Type serviceType) =>
        serviceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
        ?? throw new InvalidOperationException($"{serviceType} does not derive from a generated service base class.");
}
