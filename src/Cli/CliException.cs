namespace GenPhys.Cli;

/// <summary>A failure whose message is meant for the person at the terminal.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Usage, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
