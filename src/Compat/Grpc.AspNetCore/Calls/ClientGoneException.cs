using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>The client reset the call while the handler read from it.</summary>
internal sealed class ClientGoneException(Exception cause) : IOException("The client reset the request stream.", cause)
{
    /// <summary>Whether the transport's exception means a reset: Kestrel throws several kinds, by the moment of the reset.</summary>
    public static bool IsBehind(Exception cause) => cause is ConnectionAbortedException or (IOException and not BadHttpRequestException);
}
