using System.Text.RegularExpressions;
using GenPhys.Client.Tests.Support;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Client.Tests;

/// <summary>The README's examples are those of <see cref="Examples"/>, and those run.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_example_of_the_readme_is_compiled_here_word_for_word()
    {
        var compiled = Snippet().Matches(Read("Examples.cs")).Select(match => Unindented(match.Groups["code"].Value)).ToList();
        var shown = Block().Matches(Read("README.md")).Select(match => match.Groups["code"].Value.Trim()).ToList();
        Assert.NotEmpty(shown);
        Assert.Equal(compiled.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Examples_that_make_a_client_run_against_the_service()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard"));
        var (first, count) = await Examples.FirstAsync(host.Address(GenPhysProtocol.Rest));
        using var client = host.Client(GenPhysProtocol.Rest);
        Assert.Equal(256, count);
        Assert.Equal((await client.SampleAsync("checkerboard", new() { Count = 1, Seed = 7 })).Row(0)[0], first);
        Assert.Equal(ServiceHealth.Ready, await Examples.RegisteredAsync(host.Address(GenPhysProtocol.Grpc), key: null));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Every_other_example_runs_against_the_service()
    {
        var large = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("checkerboard"), around: service => new WatchedService(service)
        {
            Progress = progress => _ = progress.Rows == 100_000 && large.TrySetResult(),
        });
        using var client = host.Client(GenPhysProtocol.Grpc);

        Assert.Equal(2000, (await Examples.RequestedAsync(client)).Length);
        Assert.Equal(2000, await Examples.ProgressAsync(client, CancellationToken.None));
        var (likelihood, error, way) = await Examples.FlowAsync(client);
        Assert.Equal(-2.692, likelihood, 0.05);
        Assert.InRange(error, 0, 1e-3);
        Assert.Equal(5, way);
        var (violations, contains) = await Examples.ConstraintAsync(client);
        Assert.Equal(0, violations);
        Assert.Equal([true, false], contains);
        Assert.Equal("/count", await Examples.ErrorAsync(client));
        Assert.Equal(ErrorCode.Cancelled, await Examples.CancelAsync(client, large.Task));
        Assert.Equal(ModelState.Ready, await Examples.OperateAsync(client));
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static string Unindented(string code) =>
        string.Join('\n', code.TrimEnd().Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

    [GeneratedRegex(@"// <(?<name>\w+)>\n(?<code>.*?)\n *// </\k<name>>", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
