using System.CommandLine;
using GenPhys.Cli.Plotting;

namespace GenPhys.Cli.Commands;

/// <summary><c>genphys constraint</c>: a picture of a section through a constraint.</summary>
internal static class ConstraintCommand
{
    public static Command Create()
    {
        var view = new Argument<string>("view")
        {
            Description = "A JSON file with constraint, low and side of the window and, for samples of more than two coordinates, at and axes.",
        };
        var output = new Option<string>("--output", "-o") { Description = "The picture, .svg.", Required = true };
        var command = new Command("constraint", "Draw the allowed set of a constraint and the way to it.") { view, output };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(view), parsed.GetRequiredValue(output)));
        return command;
    }

    private static int Run(string view, string output)
    {
        File.WriteAllText(output, ConstraintPicture.Draw(ConstraintView.Read(view)));
        Console.WriteLine($"{view} -> {output}");
        return ExitCodes.Success;
    }
}
