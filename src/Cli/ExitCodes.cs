namespace GenPhys.Cli;

/// <summary>What the process answers to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The work began and failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, the recipe or a file that it names is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM, as shells count it.</summary>
    public const int Interrupted = 130;
}
