using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training;

/// <summary>A run of a recipe, whatever it trains: it can be stopped and gone on with, and what it has made can be measured and published.</summary>
public interface ITrainingRun : IDisposable
{
    /// <summary>The recipe.</summary>
    Recipe Recipe { get; }

    /// <summary>The points.</summary>
    DataSplit Data { get; }

    /// <summary>Folder of checkpoints and logs.</summary>
    string Folder { get; }

    /// <summary>Steps done of the recipe's.</summary>
    int Step { get; }

    /// <summary>The newest evaluation, if any.</summary>
    EvaluationResult? LastEvaluation { get; }

    /// <summary>Bytes that the finished model takes on disk, about.</summary>
    long ArtifactBytes { get; }

    /// <summary>Trains to the last step, or until asked to stop; either way the state is on disk afterwards.</summary>
    /// <param name="observer">Hears of progress; the log in the run's folder is written besides.</param>
    /// <param name="stop">Stops after the step at hand.</param>
    /// <returns>Whether every step is done.</returns>
    /// <exception cref="TrainingException">The gradients stay without a finite value.</exception>
    bool Train(ITrainingObserver observer, CancellationToken stop);

    /// <summary>Writes the model as an artifact.</summary>
    /// <param name="folder">The artifact's folder, <c>name/version</c>; made when missing.</param>
    /// <param name="metrics">What was measured; null for none.</param>
    void Write(string folder, IReadOnlyDictionary<string, double>? metrics);

    /// <summary>Adds what this kind of model is measured by beyond what its recipe asks for; nothing by default.</summary>
    /// <param name="metrics">Receives the figures by name.</param>
    /// <param name="stage">Loads the model as a service would.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>When all is measured.</returns>
    Task MeasureAsync(IDictionary<string, double> metrics, Func<CancellationToken, Task<LocalService>> stage, CancellationToken ct) => Task.CompletedTask;
}
