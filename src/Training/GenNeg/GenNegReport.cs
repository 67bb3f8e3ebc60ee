namespace GenPhys.Training.GenNeg;

/// <summary>Tells of a run of Gen-neG in lines, as reproductions do.</summary>
/// <param name="say">Hears a line.</param>
/// <param name="observer">Hears the steps of the classifiers' trainings.</param>
internal sealed class GenNegReport(Action<string> say, ITrainingObserver observer) : IGenNegObserver
{
    public void Drawing(int iteration, SetProgress progress, int wanted) =>
        say(FormattableString.Invariant($"iteration {iteration}: {progress.Draws} draws, {progress.Positives} valid and {progress.Negatives} invalid ones kept of {wanted}"));

    public T Training<T>(int iteration, int steps, Func<ITrainingObserver, T> work) => work(observer);

    public void Ended(string reason) => say(reason);

    public void Measured(int iteration, double infractionRate, double heldOutLoss) =>
        say(FormattableString.Invariant($"{iteration} classifiers: infraction rate {infractionRate:P2}, held-out loss {heldOutLoss:F4}"));
}
