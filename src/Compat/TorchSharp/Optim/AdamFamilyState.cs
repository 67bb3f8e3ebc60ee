using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW keep of a parameter, and the step that they take; they differ in the weight decay alone.</summary>
public abstract class AdamFamilyState : OptimizerState, IDisposable
{
    public long step;
    public Tensor exp_avg;
    public Tensor exp_avg_sq;
    public Tensor? max_exp_avg_sq;

    private protected AdamFamilyState(Parameter parameter, bool amsgrad) : base(parameter)
    {
        exp_avg = zeros_like(parameter).DetachFromDisposeScope();
        exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope();
        max_exp_avg_sq = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
    }

    public void Dispose()
    {
        exp_avg.Dispose();
        exp_avg_sq.Dispose();
        max_exp_avg_sq?.Dispose();
    }

    public override void to(Device device)
    {
        exp_avg = Moved(exp_avg, device);
        exp_avg_sq = Moved(exp_avg_sq, device);
        max_exp_avg_sq = max_exp_avg_sq is null ? null : Moved(max_exp_avg_sq, device);
    }

    public override void LoadStateDict(OptimizerState source)
    {
        var other = (AdamFamilyState)source;
        step = other.step;
        exp_avg.copy_(other.exp_avg);
        exp_avg_sq.copy_(other.exp_avg_sq);
        if (other.max_exp_avg_sq is { } largest)
        {
            max_exp_avg_sq ??= zeros_like(exp_avg_sq).DetachFromDisposeScope();
            max_exp_avg_sq.copy_(largest);
        }
    }

    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is AdamFamilyState s && step == s.step && exp_avg.allclose(s.exp_avg) && exp_avg_sq.allclose(s.exp_avg_sq);

    internal void Step(Tensor parameter, Tensor gradient, AdamFamilyOptions options)
    {
        var (lr, beta1, beta2) = (options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value);
        step++;
        exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
        exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        var second = exp_avg_sq;
        if (max_exp_avg_sq is { } largest)
        {
            second = largest.copy_(maximum(largest, second));
        }

        var correction1 = 1 - Math.Pow(beta1, step);
        var correction2 = 1 - Math.Pow(beta2, step);
        var denominator = second.sqrt().div_(Math.Sqrt(correction2)).add_(options.eps!.Value);
        parameter.addcdiv_(exp_avg, denominator, -lr / correction1);
    }
}
