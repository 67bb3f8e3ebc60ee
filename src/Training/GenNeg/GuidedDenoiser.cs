using GenPhys.Inference.Networks;
using static TorchSharp.torch;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// The denoiser with its stack: D + sigma^2 sum_k grad log C_k (Naderiparizi et al. 2024, eq. 10), in variance-exploding coordinates. Only the classifiers
/// are differentiated, by their input; but one of clean samples is asked at D, and its gradient goes back through the denoiser (time-independent baseline).
/// The result carries no gradient.
/// </summary>
public sealed class GuidedDenoiser : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly DenoiserModule _denoiser;
    private readonly IReadOnlyList<(ClassifierModule Module, double Shift, double? CleanLevel)> _stack;

    /// <summary>Joins a denoiser and classifiers; they stay their owners'.</summary>
    /// <param name="denoiser">The denoiser.</param>
    /// <param name="stack">Classifiers with what is added to their logits, and the level that one of clean samples was trained at, null for others.</param>
    public GuidedDenoiser(DenoiserModule denoiser, IReadOnlyList<(ClassifierModule Module, double Shift, double? CleanLevel)> stack)
        : base(nameof(GuidedDenoiser)) => (_denoiser, _stack) = (denoiser, stack);

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        Tensor denoised;
        using (no_grad())
        {
            denoised = _denoiser.forward(x, sigma);
        }

        if (_stack.Count == 0)
        {
            return denoised.MoveToOuterDisposeScope();
        }

        var input = x.detach().clone();
        using (enable_grad())
        {
            input.requires_grad_(true);
            var sum = zeros([], dtype: x.dtype, device: x.device);
            var clean = _stack.Any(entry => entry.CleanLevel is not null) ? _denoiser.forward(input, sigma) : null;
            foreach (var (module, shift, level) in _stack)
            {
                var logits = level is { } at ? module.forward(clean!, full_like(sigma, at)) : module.forward(input, sigma);
                sum = sum + nn.functional.logsigmoid(logits + shift).sum();
            }

            sum.backward();
        }

        using (no_grad())
        {
            return (denoised + (sigma.square().unsqueeze(1) * input.grad!)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Nothing to register: the modules belong to others.</summary>
    protected override void RegisterComponents()
    {
    }
}
