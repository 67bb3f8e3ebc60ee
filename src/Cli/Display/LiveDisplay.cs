using GenPhys.Training;
using Spectre.Console;

namespace GenPhys.Cli.Display;

/// <summary>A progress bar with the time left, the loss and the held-out metric.</summary>
internal sealed class LiveDisplay(int steps) : ITrainingDisplay
{
    public T Show<T>(Func<ITrainingObserver, T> work)
    {
        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .Start(context => work(new Observer(context.AddTask("starting", maxValue: steps))));
    }

    private sealed class Observer(ProgressTask task) : ITrainingObserver
    {
        private string _loss = "training";
        private string _heldOut = "";

        public void On(TrainingEvent happening)
        {
            switch (happening)
            {
                case StepsDone { Loss: { } loss } done:
                    _loss = $"loss {loss:F4}" + (done.Skipped > 0 ? $" [yellow]{done.Skipped} skipped[/]" : "");
                    break;
                case Evaluated { Result: var result }:
                    _heldOut = $"  held-out {result.HeldOutLoss:F4}" + (result.InfractionRate is { } rate ? $"  outside {rate:P1}" : "");
                    break;
                case Warned warning:
                    AnsiConsole.MarkupLineInterpolated($"[yellow]warning:[/] {warning.Message}");
                    break;
            }

            task.Description = _loss + _heldOut;
            task.Value = happening.Step;
        }
    }
}
