namespace Grpc.AspNetCore.Server;

/// <summary>Options of one service; they start as a copy of the server's.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}
