using Grpc.Core;

namespace Grpc.Net.Wire;

/// <summary>The peer broke the protocol: its fault, so a server logs it for debugging only.</summary>
internal sealed class MalformedMessageException(Status status) : RpcException(status)
{
    public MalformedMessageException(StatusCode code, string detail)
        : this(new Status(code, detail))
    {
    }
}
