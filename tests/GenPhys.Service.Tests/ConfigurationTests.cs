using GenPhys.Api.Hosting;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GenPhys.Service.Tests;

/// <summary>A wrong setting stops the service before it serves.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("--Http:Port=70000", "Http:Port")]
    [InlineData("--Grpc:Port=70000", "Grpc:Port")]
    [InlineData("--Grpc:Prot=8081", "Grpc:Prot")]
    [InlineData("--Http:Address=localhost", "Http:Address")]
    [InlineData("--Http:Prot=8080", "Http:Prot")]
    [InlineData("--Limits:MaxRows=0", "Limits:MaxRows")]
    [InlineData("--Limits:MaxRows=many", "Limits:MaxRows")]
    [InlineData("--Limits:MaxRwos=10", "Limits:MaxRwos")]
    [InlineData("--Limits:MaxBodyBytes=10", "Limits:MaxBodyBytes")]
    [InlineData("--Shutdown:DrainSeconds=-1", "Shutdown:DrainSeconds")]
    [InlineData("--Http:Address=0.0.0.0", "--insecure")]
    [InlineData("--Http:Address=::", "Http:Address")]
    [InlineData("--Http:Address=192.0.2.1", "Http:Address")]
    [InlineData("--Security:Insecrue=true", "Security:Insecrue")]
    [InlineData("--Security:Keys:batch:Hsah=1", "Security:Keys:batch:Hsah")]
    [InlineData("--Security:Keys:batch:Hash=gp_0123456789012345678901234567890123456789012", "Security:Keys:batch:Hash")]
    [InlineData("--Security:Keys:batch:Scopes=everything", "Security:Keys:batch:Scopes")]
    [InlineData("--Security:Keys:batch:RowsPerSecond=0", "Security:Keys:batch:RowsPerSecond")]
    [InlineData("--Security:Keys:batch:RequestBurst=0.5", "Security:Keys:batch:RequestBurst")]
    [InlineData("--Security:Jwt:Issuer=https://identity.example", "Security:Jwt")]
    [InlineData("--Security:Jwt:Authority=http://identity.example", "Security:Jwt:Authority")]
    [InlineData("--Security:Jwt:Authority=https://identity.example", "Security:Jwt:Audience")]
    [InlineData("--Security:Jwt:PublicKey=/nowhere.pem", "Security:Jwt:Issuer")]
    [InlineData("--Security:Jwt:KeySet=/nowhere.json", "Security:Jwt:KeySet")]
    [InlineData("--Tls:Certificate=/nowhere.pem", "Tls:Certificate")]
    [InlineData("--Tls:Certificate=/etc/hostname", "Tls:Certificate")]
    [InlineData("--Limits:MaxHeaderBytes=10", "Limits:MaxHeaderBytes")]
    public async Task A_wrong_setting_is_named(string argument, string name)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await RunningHost.StartAsync(args: [argument]);
        });
        Assert.Contains(exception.Failures, failure => failure.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configured_key_is_never_repeated_in_a_message()
    {
        const string Key = "gp_0123456789012345678901234567890123456789012";
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await RunningHost.StartAsync(args: ["--Security:Keys:batch:Hash=" + Key]);
        });
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--insecure")]
    [InlineData("--Security:Keys:batch:Hash=sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public async Task Beyond_the_loopback_address_it_listens_with_a_key_or_when_told_that_it_may(string argument)
    {
        await using var host = await RunningHost.StartAsync(args: [argument, "--Http:Address=0.0.0.0"]);
        Assert.Single(host.Log.Complaints);
    }

    [Fact]
    public void The_environment_is_weaker_than_the_command_line()
    {
        Environment.SetEnvironmentVariable("GENPHYS_HTTP_PORT", "9001");
        try
        {
            var configuration = new ConfigurationManager();
            EnvironmentNames.Apply(configuration, []);
            Assert.Equal("9001", configuration["Http:Port"]);
            EnvironmentNames.Apply(configuration, ["--Http:Port=9002"]);
            Assert.Equal("9002", configuration["Http:Port"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GENPHYS_HTTP_PORT", null);
        }
    }
}
