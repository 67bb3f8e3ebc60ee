using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Normalises over groups of channels, then scales and shifts each channel.</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    internal GroupNorm(long groups, long channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
    {
        num_groups = groups;
        num_channels = channels;
        this.eps = eps;
        this.affine = affine;
        _weight = Own(nameof(weight), affine ? ones(channels, dtype, device).AsParameter() : null);
        _bias = Own(nameof(bias), affine ? zeros(channels, dtype, device).AsParameter() : null);
    }

    public long num_groups { get; set; }

    public long num_channels { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    public Parameter? bias
    {
        get => _bias;
        set => _bias = Own(nameof(bias), value, _bias);
    }

    public Parameter weight
    {
        get => _weight!;
        set => _weight = Own(nameof(weight), value, _weight);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, _weight, _bias, eps);
}
