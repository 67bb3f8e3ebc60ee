using GenPhys.Client.Calls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GenPhys.Client;

/// <summary>Registers the client.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Name of the client's entry in <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "GenPhys";

    /// <summary>Registers one <see cref="IGenPhysClient"/> for the whole application, its connections kept by <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Says how to reach the service; faults are told when the client is first resolved.</param>
    /// <returns>The builder of the client's handlers, for logging, tracing or a proxy of one's own.</returns>
    public static IHttpClientBuilder AddGenPhysClient(this IServiceCollection services, Action<GenPhysClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<GenPhysClientOptions>().Configure(configure);
        services.AddSingleton<IValidateOptions<GenPhysClientOptions>, Validation>();
        services.AddSingleton<IGenPhysClient>(provider => new GenPhysClient(
            provider.GetRequiredService<IOptions<GenPhysClientOptions>>().Value,
            provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(HttpClientName),
            ownsHandler: false));
        return services.AddHttpClient(HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(GenPhysClient.CreateHandler)
            .AddHttpMessageHandler(provider => new CredentialHandler(provider.GetRequiredService<IOptions<GenPhysClientOptions>>().Value))

            // The client holds its handler for good; the handler itself renews its connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    private sealed class Validation : IValidateOptions<GenPhysClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, GenPhysClientOptions options) =>
            options.Faults().ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
