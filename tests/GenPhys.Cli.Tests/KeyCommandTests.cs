using GenPhys.Contracts.Security;

namespace GenPhys.Cli.Tests;

/// <summary>Keys from the command line are keys that the service takes.</summary>
public sealed class KeyCommandTests
{
    [Fact]
    public async Task A_new_key_comes_with_the_settings_that_admit_it()
    {
        var result = await CliProcess.RunAsync(Path.GetTempPath(), ["key", "new", "batch", "--scope", "sample", "--scope", "operate"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var key = result.Output.Split('\n')[0];
        Assert.Matches("^gp_[A-Za-z0-9_-]{43}$", key);
        Assert.Contains($"Security__Keys__batch__Hash={ApiKey.Hash(key)}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Security__Keys__batch__Scopes=\"sample operate\"\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.Output.Split(key).Length - 1);
    }

    [Theory]
    [InlineData("no:colon", "sample")]
    [InlineData("batch", "everything")]
    public async Task What_cannot_be_is_refused(string name, string scope)
    {
        var result = await CliProcess.RunAsync(Path.GetTempPath(), ["key", "new", name, "--scope", scope]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }
}
