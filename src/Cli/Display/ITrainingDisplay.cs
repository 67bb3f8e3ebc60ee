using GenPhys.Training;

namespace GenPhys.Cli.Display;

/// <summary>Shows a run to the person at the terminal.</summary>
internal interface ITrainingDisplay
{
    /// <summary>Runs the work while showing what its observer hears.</summary>
    T Show<T>(Func<ITrainingObserver, T> work);
}

/// <summary>Chooses how to show a run.</summary>
internal static class TrainingDisplay
{
    /// <summary>A live bar on a terminal, plain lines where the output is a file or a pipe.</summary>
    public static ITrainingDisplay Create(int steps) =>
        Console.IsOutputRedirected || !Spectre.Console.AnsiConsole.Profile.Capabilities.Ansi ? new PlainDisplay() : new LiveDisplay(steps);
}
