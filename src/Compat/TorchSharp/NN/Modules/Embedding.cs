using static TorchSharp.Native.NativeMethods;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, looked up by index.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long _padding;
    private readonly bool _scaleByFrequency;
    private readonly bool _sparse;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    internal Embedding(Parameter table, long? padding, bool scaleByFrequency, bool sparse) : base(nameof(Embedding))
    {
        _padding = padding ?? -1;
        _scaleByFrequency = scaleByFrequency;
        _sparse = sparse;
        _weight = Own(nameof(weight), table);
    }

    public Parameter? weight
    {
        get => _weight;
        set => _weight = Own(nameof(weight), value, _weight);
    }

    public override Tensor forward(Tensor input) => Tensor.Wrap(
        gp_embedding(_weight!.Handle, input.Handle, _padding, _scaleByFrequency ? 1 : 0, _sparse ? 1 : 0, out var r), r, _weight, input);
}
