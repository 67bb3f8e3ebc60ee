using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>The trainable form of <see cref="MlpArchitecture"/>.</summary>
public sealed class Mlp : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear[] _layers;
    private readonly ScalarType _dtype;

    /// <summary>Creates the network with weights drawn from the generator of torch and an output layer of zeros.</summary>
    /// <param name="architecture">Its sizes.</param>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <param name="device">Where it lives; the CPU if null.</param>
    public Mlp(MlpArchitecture architecture, int inputs, int outputs, Device? device = null)
        : base(nameof(Mlp))
    {
        ArgumentNullException.ThrowIfNull(architecture);
        _dtype = architecture.Dtype.ToTorch();
        var widths = architecture.Widths(inputs, outputs);
        _layers = new TorchSharp.Modules.Linear[widths.Length - 1];
        for (var i = 0; i < _layers.Length; i++)
        {
            _layers[i] = nn.Linear(widths[i], widths[i + 1], device: device, dtype: _dtype);
            register_module(MlpArchitecture.LayerName(i), _layers[i]);
        }

        using (no_grad())
        {
            _layers[^1].weight!.zero_();
            _layers[^1].bias!.zero_();
        }
    }

    /// <summary>F(input; c_noise).</summary>
    /// <param name="input">Scaled states c_in x, <c>[rows, inputs]</c>, of the network's number type.</param>
    /// <param name="noise">c_noise, <c>[rows]</c>.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    public override Tensor forward(Tensor input, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var h = cat([input, noise.to(_dtype).unsqueeze(1)], 1);
        for (var i = 0; i < _layers.Length; i++)
        {
            h = _layers[i].call(i == 0 ? h : nn.functional.silu(h));
        }

        return h.MoveToOuterDisposeScope();
    }

    /// <summary>Nothing more to register: the constructor did, under the names that files of weights use and not those of the fields.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var layer in _layers)
            {
                layer.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
