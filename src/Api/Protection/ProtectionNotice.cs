using System.Net;
using GenPhys.Api.Options;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Protection;

/// <summary>Says at the start who may call, where that is less than the operator may think.</summary>
internal sealed partial class ProtectionNotice(
    IOptions<SecurityOptions> security, IOptions<HttpOptions> http, IOptions<TlsOptions> tls, ILogger<ProtectionNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(IPAddress.Parse(http.Value.Address)))
        {
            if (!security.Value.IsProtected())
            {
                Log.Open(logger, http.Value.Address);
            }
            else if (!tls.Value.IsOn())
            {
                Log.ClearText(logger);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Insecure: whoever reaches {Address} may draw samples and unload models")]
        public static partial void Open(ILogger logger, string address);

        [LoggerMessage(2, LogLevel.Warning, "Keys and tokens arrive in clear text: set Tls:Certificate, or put a proxy with TLS in front")]
        public static partial void ClearText(ILogger logger);
    }
}
