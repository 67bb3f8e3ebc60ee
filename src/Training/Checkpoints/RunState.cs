using GenPhys.Training.Evaluation;

namespace GenPhys.Training.Checkpoints;

/// <summary>Everything of a run that is no tensor, as a checkpoint holds it.</summary>
public sealed record RunState
{
    /// <summary>Version of this format; 1.</summary>
    public required int Schema { get; init; }

    /// <summary>Hash of the training points.</summary>
    public required string Data { get; init; }

    /// <summary>SHA-256 of the tensors' file.</summary>
    public required string Tensors { get; init; }

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Updates that the optimiser made: <see cref="Step"/> less the skipped steps.</summary>
    public required int Updates { get; init; }

    /// <summary>Skipped steps in a row at this point.</summary>
    public required int SkippedInARow { get; init; }

    /// <summary>Sum of the losses since the last report.</summary>
    public required double LossSum { get; init; }

    /// <summary>Number of losses in <see cref="LossSum"/>.</summary>
    public required int LossCount { get; init; }

    /// <summary>The newest evaluation, if any.</summary>
    public EvaluationResult? LastEvaluation { get; init; }
}
