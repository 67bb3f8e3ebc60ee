using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>Reaches from a call to its HTTP request.</summary>
public static class ServerCallContextExtensions
{
    private const string UserStateKey = "__HttpContext";

    /// <summary>The HTTP context of a call. A context of another kind may carry one in its user state under <c>__HttpContext</c>.</summary>
    /// <exception cref="InvalidOperationException">The call has no HTTP context.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is HttpServerCallContext call)
        {
            return call.Http;
        }

        return serverCallContext.UserState.TryGetValue(UserStateKey, out object? value) && value is HttpContext http
            ? http
            : throw new InvalidOperationException("This call has no HTTP context.");
    }
}
