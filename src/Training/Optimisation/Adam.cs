using static TorchSharp.torch;

namespace GenPhys.Training.Optimisation;

/// <summary>
/// Adam with decoupled weight decay, whose whole state is plain tensors and a count, so that a run that is read back goes
/// on bit for bit. A gradient that is not finite changes nothing.
/// </summary>
public sealed class Adam : IDisposable
{
    private readonly AdamOptions _options;
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;

    /// <summary>Starts with moments of 0.</summary>
    /// <param name="parameters">The trained tensors; their order names the moments.</param>
    /// <param name="options">Decays, epsilon, clipping.</param>
    public Adam(IReadOnlyList<Tensor> parameters, AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _options = options;
        _first = [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
        _second = [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
    }

    /// <summary>Updates that were made; skipped ones do not count.</summary>
    public int Updates { get; set; }

    /// <summary>Running mean of the gradient of each parameter.</summary>
    public IReadOnlyList<Tensor> FirstMoments => _first;

    /// <summary>Running mean of the squared gradient of each parameter.</summary>
    public IReadOnlyList<Tensor> SecondMoments => _second;

    /// <summary>Takes one step along the gradients that the parameters hold, unless one of them is not finite.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <returns>The Euclidean norm of the whole gradient before clipping; not finite when the step was skipped.</returns>
    public double Step(double rate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var gradients = _parameters.Select(p => p.grad ?? throw new InvalidOperationException("a parameter has no gradient")).ToArray();
        var norm = Norm(gradients);
        if (!double.IsFinite(norm))
        {
            return norm;
        }

        Updates++;
        var scale = _options.ClipNorm is { } limit && norm > limit ? limit / norm : 1;
        var rootCorrection = Math.Sqrt(1 - Math.Pow(_options.Beta2, Updates));
        var stepSize = rate / (1 - Math.Pow(_options.Beta1, Updates));
        var host = new AdamStep(
            (float)_options.Beta1,
            (float)_options.Beta2,
            (float)((1 - _options.Beta1) * scale),
            (float)((1 - _options.Beta2) * scale * scale),
            (float)(1 - (rate * _options.WeightDecay)),
            (float)(1 / rootCorrection),
            (float)_options.Epsilon,
            (float)stepSize);
        for (var i = 0; i < gradients.Length; i++)
        {
            var (parameter, gradient, m, v) = (_parameters[i], gradients[i], _first[i], _second[i]);
            if (HostUpdate.Reaches(parameter) && HostUpdate.Reaches(gradient))
            {
                HostUpdate.Adam(parameter, gradient, m, v, host);
                continue;
            }

            if (_options.WeightDecay > 0)
            {
                parameter.mul_(1 - (rate * _options.WeightDecay));
            }

            m.mul_(_options.Beta1).add_(gradient, alpha: (1 - _options.Beta1) * scale);
            v.mul_(_options.Beta2).addcmul_(gradient, gradient, value: (1 - _options.Beta2) * scale * scale);
            var denominator = v.sqrt().div_(rootCorrection).add_(_options.Epsilon);
            parameter.addcdiv_(m, denominator, value: -stepSize);
        }

        return norm;
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        foreach (var tensor in _first.Concat(_second))
        {
            tensor.Dispose();
        }
    }

    private static double Norm(Tensor[] gradients)
    {
        var sum = 0.0;
        foreach (var gradient in gradients)
        {
            sum += HostUpdate.Reaches(gradient) ? HostUpdate.SumOfSquares(gradient) : gradient.square().sum().to(ScalarType.Float64).item<double>();
        }

        return Math.Sqrt(sum);
    }
}
