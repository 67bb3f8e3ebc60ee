using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// A trained classifier: log C = -softplus(-z) of one logit, or of the logits of all agents as if they were independent, and
/// its gradient (1 - sigmoid(z)) times that of z (Naderiparizi et al. 2024, section 3). It sees its input as the denoiser does.
/// </summary>
internal sealed class NetworkClassifier(
    INetworkEvaluator evaluator, Preconditioner preconditioner, double cost, double? fixedLevel) : Classifier
{
    private double[] _input = [];
    private double[] _noise = [];
    private double[] _scale = [];
    private double[] _logits = [];

    public override int Dimension => evaluator.Inputs;

    public override double Cost => cost;

    public override bool SinglePrecision => true;

    public override bool OnDenoised => fixedLevel is not null;

    public override void Evaluate(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> noiseLevel,
        ReadOnlySpan<double> shift,
        Span<double> logProbability,
        Span<double> gradient)
    {
        var (rows, d, heads) = (noiseLevel.Length, Dimension, evaluator.Outputs);
        if (_noise.Length < rows)
        {
            (_input, _noise, _scale, _logits) = (new double[2 * rows * d], new double[2 * rows], new double[2 * rows], new double[2 * rows * heads]);
        }

        for (var row = 0; row < rows; row++)
        {
            var c = preconditioner.At(fixedLevel ?? noiseLevel[row]);
            (_noise[row], _scale[row]) = (c.CNoise, c.CIn);
            for (var j = 0; j < d; j++)
            {
                _input[(row * d) + j] = c.CIn * x[(row * d) + j];
            }
        }

        var logits = _logits.AsSpan(0, rows * heads);
        try
        {
            evaluator.ForwardAndKeep(_input.AsSpan(0, rows * d), _noise.AsSpan(0, rows), logits);
            for (var row = 0; row < rows; row++)
            {
                logProbability[row] = 0;
                for (var head = 0; head < heads; head++)
                {
                    // With e = exp(-|z|): softplus(-z) = max(-z, 0) + log(1 + e), and 1 - sigmoid(z) = e/(1 + e) or 1/(1 + e).
                    var z = logits[(row * heads) + head] + shift[row];
                    var e = Math.Exp(-Math.Abs(z));
                    logProbability[row] -= Math.Max(-z, 0) + SpecialFunctions.LogOnePlus(e);
                    logits[(row * heads) + head] = z > 0 ? e / (1 + e) : 1 / (1 + e);
                }
            }

            evaluator.Backward(logits, gradient);
        }
        finally
        {
            evaluator.Release();
        }

        for (var i = 0; i < rows * d; i++)
        {
            gradient[i] *= _scale[i / d];
        }
    }

    public override void Dispose()
    {
        evaluator.Dispose();
        base.Dispose();
    }
}
