namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>One evaluation of a classifier over the lanes of all requests that apply it.</summary>
internal sealed class ClassifierKernel(Classifier classifier) : IGuidanceKernel
{
    private double[] _shift = [];
    private double[] _logProbability = [];

    public void Evaluate(GuidanceBatch lanes)
    {
        if (_shift.Length < lanes.Count)
        {
            _shift = new double[2 * lanes.Count];
            _logProbability = new double[2 * lanes.Count];
        }

        for (var i = 0; i < lanes.Count; i++)
        {
            _shift[i] = ((ClassifierTerm)lanes.Terms[i]).Shift;
        }

        var logProbability = _logProbability.AsSpan(0, lanes.Count);
        classifier.Evaluate(classifier.OnDenoised ? lanes.Denoised : lanes.X, lanes.NoiseLevel, _shift.AsSpan(0, lanes.Count), logProbability, lanes.Gradient);
        for (var i = 0; i < lanes.Count; i++)
        {
            lanes.Reports[i].Loss = -logProbability[i];
        }
    }
}
