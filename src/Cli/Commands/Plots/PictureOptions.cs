using System.CommandLine;
using GenPhys.Cli.Output;
using GenPhys.Cli.Plotting.Figures;
using GenPhys.Training.Artifacts;

namespace GenPhys.Cli.Commands.Plots;

/// <summary>What every picture of a model asks for: the model, where to draw, and the title.</summary>
internal sealed class PictureOptions
{
    private readonly Argument<string> _model = new("model") { Description = "The model's name in the repository." };
    private readonly Option<string> _models = new("--models") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The picture, .svg or .png.", Required = true };
    private readonly Option<string?> _title = new("--title") { Description = "The line above the picture (default: the model and what is shown)." };

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_models);
        command.Add(_output);
        command.Add(_title);
    }

    /// <summary>Opens the model, makes the figure and writes it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="dimensions">What the picture can show, smallest and largest number of coordinates.</param>
    /// <param name="draw">Makes the figure with the title that it is given, or one of its own where that is null.</param>
    /// <param name="stop">Cancels.</param>
    public Task<int> RunAsync(ParseResult parsed, (int Low, int High) dimensions, Func<LocalService, string?, Task<Figure>> draw, CancellationToken stop) => RunAsync(
        parsed,
        shape => shape is [var coordinates] && coordinates >= dimensions.Low && coordinates <= dimensions.High
            ? null
            : $"{(dimensions.Low == dimensions.High ? $"{dimensions.Low}" : $"{dimensions.Low} to {dimensions.High}")} coordinates",
        draw,
        stop);

    /// <summary>Opens the model, makes the figure and writes it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="misfit">What samples the picture can show, where a model's shape is none of theirs; null where it is.</param>
    /// <param name="draw">Makes the figure with the title that it is given, or one of its own where that is null.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<int> RunAsync(ParseResult parsed, Func<IReadOnlyList<int>, string?> misfit, Func<LocalService, string?, Task<Figure>> draw, CancellationToken stop)
    {
        var output = parsed.GetRequiredValue(_output);
        FigureFile.Check(output);
        var service = await LocalService.OpenAsync(parsed.GetRequiredValue(_models), parsed.GetRequiredValue(_model), stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var shape = service.Model.Shape;
            if (misfit(shape) is { } allowed)
            {
                throw new CliException($"this picture shows samples of {allowed}, and those of {service.Model.Name} have the shape [{string.Join(", ", shape)}]");
            }

            FigureFile.Write(output, await draw(service, parsed.GetValue(_title)).ConfigureAwait(false));
            Console.WriteLine($"{service.Model.Name} -> {output}");
            return ExitCodes.Success;
        }
    }

    /// <summary>Refuses a number that is not above 0.</summary>
    public static double Positive(double value, string option) =>
        value > 0 && double.IsFinite(value) ? value : throw new CliException($"{option} is {value}, must be above 0");

    /// <summary>Refuses a number that is out of its range.</summary>
    public static int Between(int value, int low, int high, string option) =>
        value >= low && value <= high ? value : throw new CliException($"{option} is {value}, must be from {low} to {high}");
}
