using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Tells from an endpoint which method it serves.</summary>
public sealed class GrpcMethodMetadata
{
    /// <summary>Describes the endpoint of a method.</summary>
    public GrpcMethodMetadata(Type serviceType, IMethod method)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        ArgumentNullException.ThrowIfNull(method);
        ServiceType = serviceType;
        Method = method;
    }

    /// <summary>The class that implements the service.</summary>
    public Type ServiceType { get; }

    /// <summary>The method.</summary>
    public IMethod Method { get; }
}
