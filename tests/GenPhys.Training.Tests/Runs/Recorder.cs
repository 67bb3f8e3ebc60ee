namespace GenPhys.Training.Tests.Runs;

/// <summary>Keeps every event, and lets a test act on one.</summary>
internal sealed class Recorder(Action<TrainingEvent>? act = null) : ITrainingObserver
{
    public List<TrainingEvent> Events { get; } = [];

    public IEnumerable<T> Of<T>() => Events.OfType<T>();

    public void On(TrainingEvent happening)
    {
        Events.Add(happening);
        act?.Invoke(happening);
    }
}
