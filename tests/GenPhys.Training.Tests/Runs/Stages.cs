namespace GenPhys.Training.Tests.Runs;

/// <summary>Runs the stages of a training and keeps what their observers hear.</summary>
internal sealed class Stages(Action<TrainingEvent>? act = null) : IStageObserver
{
    public Recorder Heard { get; } = new(act);

    public List<string> Lines { get; } = [];

    public T Training<T>(string stage, int steps, Func<ITrainingObserver, T> work) => work(Heard);

    public void Said(string message) => Lines.Add(message);
}
