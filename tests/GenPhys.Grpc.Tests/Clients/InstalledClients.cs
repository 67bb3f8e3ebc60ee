using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GenPhys.Grpc.Tests;

/// <summary>The clients that <c>clients/setup</c> installs; the first test that needs them runs it.</summary>
internal static class InstalledClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    public static string Root { get; } = FindRoot();

    public static string Scripts => Path.Combine(Root, "tests", "GenPhys.Grpc.Tests", "clients");

    public static string Folder => Path.Combine(Root, "artifacts", "grpc-clients");

    /// <summary>Runs a command to its end and gives what it wrote to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed, or took too long.</exception>
    public static async Task<string> RunAsync(string command, params string[] arguments)
    {
        await Installed.Value;
        return await StartAsync(command, arguments);
    }

    private static Task<string> InstallAsync() => StartAsync(Path.Combine(Scripts, "setup"), []);

    private static async Task<string> StartAsync(string command, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        })!;
        using var timeout = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{command} took longer than {Patience}. Its output:\n{await output}\n{await errors}");
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{command} ended with {process.ExitCode}.\n{await output}\n{await errors}");
    }

    private static string FindRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
