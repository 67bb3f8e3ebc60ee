using System.Globalization;
using GenPhys.Training;
using GenPhys.Training.Logs;

namespace GenPhys.Cli.Display;

/// <summary>One line per event, with the steps thinned to one line in five seconds.</summary>
internal sealed class PlainDisplay : ITrainingDisplay, ITrainingObserver
{
    private const double SecondsBetweenLines = 5;

    private double _lastLine = double.NegativeInfinity;
    private int _firstStep;
    private int _steps;

    public T Show<T>(Func<ITrainingObserver, T> work) => work(this);

    public void On(TrainingEvent happening)
    {
        if (happening is RunStarted started)
        {
            (_firstStep, _steps) = (started.Step, started.Steps);
        }

        if (happening is StepsDone steps)
        {
            if (steps.Step < _steps && steps.Seconds - _lastLine < SecondsBetweenLines)
            {
                return;
            }

            _lastLine = steps.Seconds;
        }

        if (TrainingLog.Describe(happening) is { } text)
        {
            Console.WriteLine($"step {happening.Step}/{_steps} {text}{Remaining(happening)}");
        }
    }

    private string Remaining(TrainingEvent happening)
    {
        if (happening is not StepsDone { Seconds: > 0 } steps || steps.Step <= _firstStep)
        {
            return "";
        }

        var rate = (steps.Step - _firstStep) / steps.Seconds;
        var left = TimeSpan.FromSeconds((_steps - steps.Step) / rate);
        return string.Create(CultureInfo.InvariantCulture, $" {rate:F1} steps/s {(int)left.TotalHours}:{left:mm\\:ss} left");
    }
}
