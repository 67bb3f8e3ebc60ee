using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>The trainable form of <see cref="BottleneckMlpArchitecture"/>.</summary>
public sealed class BottleneckMlp : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear _input;
    private readonly TorchSharp.Modules.Linear _noise;
    private readonly TorchSharp.Modules.Linear[] _layers;
    private readonly TorchSharp.Modules.Linear _output;
    private readonly TorchSharp.Modules.Linear _gain;
    private readonly Tensor _frequencies;
    private readonly ScalarType _dtype;
    private readonly int _outputs;

    /// <summary>Creates the network with weights drawn from the generator of torch.</summary>
    /// <param name="architecture">Its sizes.</param>
    /// <param name="inputs">Numbers per row that go in, at least <paramref name="outputs"/>; the first of them pass by the bottleneck.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <param name="device">Where it lives; the CPU if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">More comes out than goes in.</exception>
    public BottleneckMlp(BottleneckMlpArchitecture architecture, int inputs, int outputs, Device? device = null)
        : base(nameof(BottleneckMlp))
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputs, inputs);
        _dtype = architecture.Dtype.ToTorch();
        _outputs = outputs;
        _input = Linear("input", inputs, architecture.Hidden);
        _noise = Linear("noise", architecture.Embedding, architecture.Hidden);
        _layers = [.. Enumerable.Range(0, architecture.Layers).Select(i => Linear(BottleneckMlpArchitecture.LayerName(i), architecture.Hidden, architecture.Hidden))];
        _output = Linear("output", architecture.Hidden, outputs);
        _gain = Linear("gain", architecture.Hidden, 1);
        _frequencies = tensor(SinusoidalEmbedding.Frequencies(architecture.Embedding, architecture.EmbeddingScale), dtype: ScalarType.Float64, device: device);
        register_buffer("frequencies", _frequencies, persistent: false);

        TorchSharp.Modules.Linear Linear(string name, int from, int to)
        {
            var layer = nn.Linear(from, to, device: device, dtype: _dtype);
            register_module(name, layer);
            return layer;
        }
    }

    /// <summary>F(input; c_noise).</summary>
    /// <param name="input">Scaled states c_in x, <c>[rows, inputs]</c>, of the network's number type.</param>
    /// <param name="noise">c_noise, <c>[rows]</c>, float64.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    public override Tensor forward(Tensor input, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var angles = noise.to(ScalarType.Float64).unsqueeze(1) * _frequencies;
        var level = _noise.call(cat([angles.cos(), angles.sin()], 1).to(_dtype));
        var h = _input.call(input) + level;
        foreach (var layer in _layers)
        {
            h = h + layer.call(nn.functional.silu(h));
        }

        var past = _gain.call(nn.functional.silu(level)) * input.narrow(1, 0, _outputs);
        return (past + _output.call(nn.functional.silu(h))).MoveToOuterDisposeScope();
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
            foreach (var layer in (TorchSharp.Modules.Linear[])[_input, _noise, .. _layers, _output, _gain])
            {
                layer.Dispose();
            }

            _frequencies.Dispose();
        }

        base.Dispose(disposing);
    }
}
