namespace GenPhys.Training;

/// <summary>Hears what a run in stages does.</summary>
public interface IStageObserver
{
    /// <summary>A stage is to be trained: runs the work while showing what its observer hears.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="steps">Steps of the training.</param>
    /// <param name="work">The training.</param>
    /// <returns>What the work gave.</returns>
    T Training<T>(string stage, int steps, Func<ITrainingObserver, T> work);

    /// <summary>Something was found or begun that takes no training.</summary>
    /// <param name="message">What, in a line.</param>
    void Said(string message);
}
