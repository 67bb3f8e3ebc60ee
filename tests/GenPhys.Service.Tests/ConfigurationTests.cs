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
    public async Task A_wrong_setting_is_named(string argument, string name)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var host = await RunningHost.StartAsync(args: [argument]);
        });
        Assert.Contains(exception.Failures, failure => failure.Contains(name, StringComparison.Ordinal));
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
