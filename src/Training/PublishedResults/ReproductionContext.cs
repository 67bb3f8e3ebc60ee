namespace GenPhys.Training.PublishedResults;

/// <summary>Where a reproduction works, and whom it tells.</summary>
public sealed record ReproductionContext
{
    /// <summary>A folder of its own for checkpoints, logs and models; a run that finds its checkpoints there goes on from them.</summary>
    public required string Folder { get; init; }

    /// <summary>The repository of the models that ship.</summary>
    public required string Models { get; init; }

    /// <summary>Folder of the recipes that ship.</summary>
    public required string Recipes { get; init; }

    /// <summary>Hears of the steps of a training.</summary>
    public required ITrainingObserver Observer { get; init; }

    /// <summary>Hears what is going on between trainings, in a line.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>Stops after the step at hand; checkpoints are on disk then.</summary>
    public CancellationToken Stop { get; init; }
}
