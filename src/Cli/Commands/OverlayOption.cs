using System.CommandLine;
using GenPhys.Cli.Plotting;

namespace GenPhys.Cli.Commands;

/// <summary>The option that shades the allowed set behind a picture.</summary>
internal sealed class OverlayOption
{
    private readonly Option<bool> _checkerboard = new("--checkerboard")
    {
        Description = "Shade the allowed checkerboard cells in a picture and mark points outside.",
    };

    public void AddTo(Command command) => command.Add(_checkerboard);

    public IReadOnlyList<PlotCell> Read(ParseResult parsed) => parsed.GetValue(_checkerboard) ? PlotCell.Checkerboard : [];
}
