using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>y = x A^T + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter? _bias;

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;
        _weight = new Parameter(empty(outputSize, inputSize, dtype: dtype, device: device));
        nn.init.kaiming_uniform_(_weight, Math.Sqrt(5));
        register_parameter(nameof(weight), _weight);
        if (hasBias)
        {
            _bias = new Parameter(empty(outputSize, dtype: dtype, device: device));
            var bound = 1 / Math.Sqrt(inputSize);
            nn.init.uniform_(_bias, -bound, bound);
            register_parameter(nameof(bias), _bias);
        }
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public Parameter weight
    {
        get => _weight;
        set => _weight = Assign(nameof(weight), value)!;
    }

    public Parameter? bias
    {
        get => _bias;
        set => _bias = Assign(nameof(bias), value);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);

    // The properties name the parameters; the fields behind them are not components of their own.
    protected override void RegisterComponents()
    {
    }
}
