using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace GenPhys.Repository.Tests;

/// <summary>The scripts and the container files hold together.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class DeliveryTests
{
    public static TheoryData<string> Scripts =>
        [.. WorkingCopy.Files.Where(path => File.ReadLines(WorkingCopy.Absolute(path)).FirstOrDefault() == "#!/usr/bin/env bash")];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_parses_stops_at_errors_and_may_be_run(string script)
    {
        Assert.Equal(0, Bash("-n", script).Code);
        Assert.Contains("set -euo pipefail", WorkingCopy.Read(script), StringComparison.Ordinal);
        Assert.True(File.GetUnixFileMode(WorkingCopy.Absolute(script)).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void The_environment_leaves_alone_what_the_caller_has_set()
    {
        var run = Bash("-c", "set -euo pipefail; export OMP_NUM_THREADS=7; source scripts/env; source scripts/env; echo $OMP_NUM_THREADS $OMP_WAIT_POLICY");
        Assert.Equal("7 PASSIVE", run.Output.Trim());
    }

    [Fact]
    public void The_environment_puts_the_openmp_build_of_openblas_first_and_once()
    {
        var run = Bash("-c", "set -euo pipefail; unset LD_LIBRARY_PATH; source scripts/env; source scripts/env; echo ${LD_LIBRARY_PATH-}");
        var path = Assert.Single(run.Output.Trim().Split(':'));
        Assert.True(File.Exists(Path.Combine(path, "libblas.so.3")), path);
    }

    [Fact]
    public void Everything_that_the_image_copies_exists_and_is_not_ignored()
    {
        var ignored = WorkingCopy.Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var sources = CopyFromContext().Matches(WorkingCopy.Read("Dockerfile"))
            .SelectMany(match => match.Groups["paths"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1])
            .ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(WorkingCopy.Absolute(source)), source));
        Assert.Empty(sources.Intersect(ignored));
    }

    [Fact]
    public void Every_target_and_stage_that_is_named_is_defined()
    {
        var dockerfile = WorkingCopy.Read("Dockerfile");
        var stages = Stage().Matches(dockerfile).Select(match => match.Groups["name"].Value).ToHashSet();
        var named = ComposeTarget().Matches(WorkingCopy.Read("docker-compose.yml"))
            .Concat(CopyFromStage().Matches(dockerfile))
            .Select(match => match.Groups["name"].Value);
        Assert.Empty(named.Except(stages));
    }

    private static (int Code, string Output) Bash(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", arguments)
        {
            WorkingDirectory = WorkingCopy.Root,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    [GeneratedRegex(@"^COPY (?!--from)(?<paths>.+)$", RegexOptions.Multiline)]
    private static partial Regex CopyFromContext();

    [GeneratedRegex(@"^COPY --from=(?<name>[\w-]+) ", RegexOptions.Multiline)]
    private static partial Regex CopyFromStage();

    [GeneratedRegex(@"^FROM .+ AS (?<name>[\w-]+)$", RegexOptions.Multiline)]
    private static partial Regex Stage();

    [GeneratedRegex(@"^\s+target: (?<name>[\w-]+)$", RegexOptions.Multiline)]
    private static partial Regex ComposeTarget();
}
