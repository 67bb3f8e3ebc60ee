using System.Text.Json.Serialization;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training;

/// <summary>Hears what a run does, on the run's own thread.</summary>
public interface ITrainingObserver
{
    /// <summary>Something happened.</summary>
    /// <param name="happening">What.</param>
    void On(TrainingEvent happening);
}

/// <summary>What happens in a run, told apart by <c>event</c> in the log.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunStarted), "started")]
[JsonDerivedType(typeof(StepsDone), "steps")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(CheckpointWritten), "checkpoint")]
[JsonDerivedType(typeof(Warned), "warning")]
[JsonDerivedType(typeof(RunEnded), "ended")]
public abstract record TrainingEvent
{
    /// <summary>Steps done when it happened.</summary>
    public required int Step { get; init; }
}

/// <summary>The run began, or went on from a checkpoint when <see cref="TrainingEvent.Step"/> is above 0.</summary>
public sealed record RunStarted : TrainingEvent
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public required int Steps { get; init; }

    /// <summary>Training points.</summary>
    public required int Points { get; init; }

    /// <summary>Held-out points.</summary>
    public required int HeldOut { get; init; }

    /// <summary>Trained numbers.</summary>
    public required long Parameters { get; init; }
}

/// <summary>Some steps were made.</summary>
public sealed record StepsDone : TrainingEvent
{
    /// <summary>Mean loss since the last such event; null when every step in between was skipped.</summary>
    public required double? Loss { get; init; }

    /// <summary>Euclidean norm of the last gradient before clipping; null when it was not finite.</summary>
    public required double? GradientNorm { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps skipped for a gradient that is not finite, over the whole run.</summary>
    public required int Skipped { get; init; }

    /// <summary>Seconds since this process began the run.</summary>
    public required double Seconds { get; init; }
}

/// <summary>The averaged weights were judged.</summary>
public sealed record Evaluated : TrainingEvent
{
    /// <summary>What was found.</summary>
    public required EvaluationResult Result { get; init; }
}

/// <summary>A checkpoint is on disk.</summary>
public sealed record CheckpointWritten : TrainingEvent;

/// <summary>Something is odd, but the run goes on.</summary>
public sealed record Warned : TrainingEvent
{
    /// <summary>What.</summary>
    public required string Message { get; init; }
}

/// <summary>The run is over, or was asked to stop.</summary>
public sealed record RunEnded : TrainingEvent
{
    /// <summary>Whether all steps are done.</summary>
    public required bool Complete { get; init; }
}
