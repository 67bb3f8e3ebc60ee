using System.CommandLine;
using GenPhys.Contracts;
using GenPhys.Training.Recipes;

namespace GenPhys.Cli;

/// <summary>Runs a command and turns whatever goes wrong into one line on stderr and an exit code; no stack trace reaches the user.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"genphys: {error.Message}");
            }

            await Console.Error.WriteLineAsync("Run with --help for the options.");
            return ExitCodes.Usage;
        }

        try
        {
            // After Ctrl-C or SIGTERM a run finishes its step and writes its checkpoint, however long that takes.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
            });
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("genphys: stopped");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            var member = e is GenPhysException { Pointer: { Length: > 0 } pointer } ? $"{pointer}: " : "";
            await Console.Error.WriteLineAsync($"genphys: {member}{e.Message}");
            return e switch
            {
                CliException known => known.ExitCode,
                RecipeException => ExitCodes.Usage,
                GenPhysException { Code: not (ErrorCode.ArtifactInvalid or ErrorCode.NumericalFailure) } => ExitCodes.Usage,
                _ => ExitCodes.Failure,
            };
        }
    }
}
