using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>y = x A^T + b. Its parameters belong to it, not to the scope that it is made in.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        in_features = weight.size(1);
        out_features = weight.size(0);
        _weight = Own(nameof(weight), weight)!;
        _bias = Own(nameof(bias), bias);
    }

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
        : this(
            empty(outputSize, inputSize, dtype: dtype, device: device).AsParameter(),
            hasBias ? empty(outputSize, dtype: dtype, device: device).AsParameter() : null)
    {
        nn.init.kaiming_uniform_(_weight, Math.Sqrt(5));
        if (_bias is not null)
        {
            var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            nn.init.uniform_(_bias, -bound, bound);
        }
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public Parameter weight
    {
        get => _weight;
        set => _weight = Own(nameof(weight), value, _weight)!;
    }

    public Parameter? bias
    {
        get => _bias;
        set => _bias = Own(nameof(bias), value, _bias);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
}
