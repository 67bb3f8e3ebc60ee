using GenPhys.Client.Tests.Support;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GenPhys.Client.Tests;

/// <summary>The client in an application with dependency injection, and options that cannot be.</summary>
public sealed class RegistrationTests
{
    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_registered_client_is_one_for_all_and_its_handlers_can_be_extended(GenPhysProtocol protocol)
    {
        await using var host = await RunningHost.StartAsync();
        var seen = new Counter();
        var services = new ServiceCollection();
        services.AddGenPhysClient(options => (options.Protocol, options.Address) = (protocol, host.Address(protocol))).AddHttpMessageHandler(() => seen);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IGenPhysClient>();
        Assert.Same(client, provider.GetRequiredService<IGenPhysClient>());
        Assert.Equal(8, (await client.SampleAsync("gaussian", Clients.Short)).Count);
        Assert.Equal(1, seen.Requests);
    }

    [Theory]
    [InlineData("Address", "localhost:8080")]
    [InlineData("Address", "http://localhost:8080/v1")]
    [InlineData("ApiKey", "two words")]
    [InlineData("ApiKey", "")]
    [InlineData("Deadline", "0")]
    [InlineData("Retry", "-1")]
    [InlineData("MaxAnswerBytes", "5")]
    [InlineData("TokenProvider", "key and token")]
    public void Options_that_cannot_be_are_told_by_name(string option, string value)
    {
        var options = With(new GenPhysClientOptions());
        Assert.Contains(option, Assert.Throws<ArgumentException>(() => GenPhysClient.Create(options)).Message, StringComparison.Ordinal);

        using var provider = new ServiceCollection().AddGenPhysClient(registered => With(registered)).Services.BuildServiceProvider();
        Assert.Contains(option, Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IGenPhysClient>).Message, StringComparison.Ordinal);

        GenPhysClientOptions With(GenPhysClientOptions to)
        {
            switch (option)
            {
                case "Address":
                    to.Address = new Uri(value, UriKind.RelativeOrAbsolute);
                    break;
                case "ApiKey":
                    to.ApiKey = value;
                    break;
                case "Deadline":
                    to.Deadline = TimeSpan.Zero;
                    break;
                case "Retry":
                    to.Retry = new() { MaxRetries = -1 };
                    break;
                case "MaxAnswerBytes":
                    to.MaxAnswerBytes = 5;
                    break;
                default:
                    (to.ApiKey, to.TokenProvider) = ("k", _ => ValueTask.FromResult("t"));
                    break;
            }

            return to;
        }
    }

    private sealed class Counter : DelegatingHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
