using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// A trained classifier: log C = -softplus(-z) of one logit, or of the logits of all agents as if they were independent, and
/// its gradient (1 - sigmoid(z)) times that of z (Naderiparizi et al. 2024, section 3). It sees its input as the denoiser does.
/// </summary>
internal sealed class NetworkClassifier(
    INetworkEvaluator evaluator, Preconditioner preconditioner, LogitScale logitScale, double sigmaMin, double cost, bool onDenoised) : Classifier
{
    private double[] _input = [];
    private double[] _noise = [];
    private double[] _scale = [];
    private double[] _factor = [];
    private double[] _logits = [];
    private double[] _shift = [];
    private double[] _log = [];

    public override int Dimension => evaluator.Inputs;

    public override double Cost => cost;

    public override bool SinglePrecision => true;

    public override bool OnDenoised => onDenoised;

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
            (_shift, _log, _factor) = (new double[2 * rows], new double[2 * rows], new double[2 * rows]);
        }

        for (var row = 0; row < rows; row++)
        {
            var sigma = onDenoised ? sigmaMin : noiseLevel[row];
            var c = preconditioner.At(sigma);
            (_noise[row], _scale[row], _factor[row]) = (c.CNoise, c.CIn, logitScale.At(preconditioner, sigmaMin, sigma));
            for (var j = 0; j < d; j++)
            {
                _input[(row * d) + j] = c.CIn * x[(row * d) + j];
            }
        }

        shift.CopyTo(_shift);
        evaluator.Differentiate(_input.AsSpan(0, rows * d), _noise.AsSpan(0, rows), LogSlope, _logits.AsSpan(0, rows * heads), gradient);
        _log.AsSpan(0, rows).CopyTo(logProbability);
        for (var i = 0; i < rows * d; i++)
        {
            gradient[i] *= _scale[i / d];
        }
    }

    /// <summary>Notes log C and leaves its slope by the network's output, 1 - sigmoid(z) times the factor of the logit z, in the place of each output.</summary>
    private void LogSlope(int first, Span<double> logits)
    {
        var heads = evaluator.Outputs;
        for (var i = 0; i < logits.Length / heads; i++)
        {
            var log = 0.0;
            for (var head = 0; head < heads; head++)
            {
                // With e = exp(-|z|): softplus(-z) = max(-z, 0) + log(1 + e), and 1 - sigmoid(z) = e/(1 + e) or 1/(1 + e).
                ref var slot = ref logits[(i * heads) + head];
                var z = (_factor[first + i] * slot) + _shift[first + i];
                var e = Math.Exp(-Math.Abs(z));
                log -= Math.Max(-z, 0) + SpecialFunctions.LogOnePlus(e);
                slot = _factor[first + i] * (z > 0 ? e / (1 + e) : 1 / (1 + e));
            }

            _log[first + i] = log;
        }
    }

    public override void Dispose()
    {
        evaluator.Dispose();
        base.Dispose();
    }
}
