using System.Diagnostics;
using System.Text;

namespace GenPhys.Cli.Tests;

/// <summary>Runs the real program in a process of its own.</summary>
internal static class CliProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "genphys");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs to the end, or until the output has a line that <paramref name="until"/> accepts, and then acts on the process.</summary>
    public static Task<CliResult> RunAsync(
        string folder, IEnumerable<string> arguments, Func<string, bool>? until = null, Action<Process>? act = null) =>
        RunAsync(Program, folder, arguments, until, act);

    /// <summary>Runs to the end with a variable set in the environment.</summary>
    public static Task<CliResult> RunWithAsync(string folder, string variable, string value, params string[] arguments) =>
        RunAsync("env", folder, [$"{variable}={value}", Program, .. arguments], null, null);

    /// <summary>Runs, and kills the process outright after a time, wherever it is then.</summary>
    /// <returns>Whether it was killed before it was done.</returns>
    public static async Task<bool> KillAfterAsync(string folder, IEnumerable<string> arguments, TimeSpan time)
    {
        var start = new ProcessStartInfo(Program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var clock = new CancellationTokenSource(time);
        await using var kill = clock.Token.Register(process.Kill);
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
        return process.ExitCode == 128 + 9;
    }

    /// <summary>Runs on a terminal of its own.</summary>
    public static Task<CliResult> RunOnTerminalAsync(string folder, params string[] arguments) =>
        RunAsync("script", folder, ["-qec", $"{Program} {string.Join(' ', arguments)}", "/dev/null"], null, null);

    public static void Terminate(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
        kill.WaitForExit();
    }

    private static async Task<CliResult> RunAsync(
        string program, string folder, IEnumerable<string> arguments, Func<string, bool>? until, Action<Process>? act)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = new StringBuilder();
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.AppendLine(line);
                if (until?.Invoke(line) == true)
                {
                    act!(process);
                    until = null;
                }
            }

            await process.WaitForExitAsync(limit.Token);
            return new CliResult(process.ExitCode, output.ToString(), await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

internal sealed record CliResult(int ExitCode, string Output, string Errors);
