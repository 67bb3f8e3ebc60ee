namespace GenPhys.Training.Tests.Runs;

/// <summary>Losses of a short training against those that it had once; bits differ between processors, curves do not.</summary>
internal static class Golden
{
    public static void Follows(double[] golden, Recorder recorder)
    {
        double[] found = [.. recorder.Of<StepsDone>().Select(done => done.Loss!.Value)];
        Assert.True(
            golden.Length == found.Length && golden.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= 0.01 * Math.Abs(pair.First)), string.Join(", ", found));
    }
}
