using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>Debian's python3-prometheus-client, which reads what Prometheus would read; the first test that needs it installs it.</summary>
internal static class PythonClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task> Installed = new(() => RunAsync(Path.Combine(Folder(), "setup"), [], ""));

    /// <summary>Families by name, each with its kind, unit, help and samples (name, labels, value).</summary>
    /// <exception cref="InvalidOperationException">The text is not legal.</exception>
    public static async Task<JsonElement> ParseAsync(string text, bool openMetrics)
    {
        await Installed.Value;
        var json = await RunAsync("/usr/bin/python3", [Path.Combine(Folder(), "parse_metrics.py"), openMetrics ? "openmetrics" : "text"], text);
        return JsonDocument.Parse(json).RootElement;
    }

    private static async Task<string> RunAsync(string command, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timeout = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return process.HasExited && process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{command} has failed.\n{await errors}");
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
