using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>The trainable form of <see cref="ResidualMlpArchitecture"/>.</summary>
public sealed class ResidualMlp : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear _input;
    private readonly ResidualBlocks _blocks;
    private readonly TorchSharp.Modules.Linear _output;
    private readonly Tensor _frequencies;
    private readonly ScalarType _dtype;

    /// <summary>Creates the network with weights drawn from the generator of torch.</summary>
    /// <param name="architecture">Its sizes.</param>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out; 1 for a classifier's logit.</param>
    /// <param name="device">Where it lives; the CPU if null.</param>
    public ResidualMlp(ResidualMlpArchitecture architecture, int inputs, int outputs, Device? device = null)
        : base(nameof(ResidualMlp))
    {
        ArgumentNullException.ThrowIfNull(architecture);
        _dtype = architecture.Dtype.ToTorch();
        _input = nn.Linear(inputs, architecture.Hidden, device: device, dtype: _dtype);
        _blocks = new ResidualBlocks(architecture, device);
        _output = nn.Linear(architecture.Hidden, outputs, device: device, dtype: _dtype);
        _frequencies = tensor(
            SinusoidalEmbedding.Frequencies(architecture.Embedding, architecture.EmbeddingScale), dtype: ScalarType.Float64, device: device);
        register_module("input", _input);
        register_module("blocks", _blocks);
        register_module("output", _output);
        register_buffer("frequencies", _frequencies, persistent: false);
    }

    /// <summary>F(input; c_noise).</summary>
    /// <param name="input">Scaled states c_in x, <c>[rows, inputs]</c>, of the network's number type.</param>
    /// <param name="noise">c_noise, <c>[rows]</c>, float64 (a narrower type loses digits of the embedding's angles).</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    public override Tensor forward(Tensor input, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var angles = noise.to(ScalarType.Float64).unsqueeze(1) * _frequencies;
        var embedding = cat([angles.cos(), angles.sin()], 1).to(_dtype);
        var h = _blocks.call(_input.call(input), embedding);
        return _output.call(nn.functional.silu(h)).MoveToOuterDisposeScope();
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
            _input.Dispose();
            _blocks.Dispose();
            _output.Dispose();
            _frequencies.Dispose();
        }

        base.Dispose(disposing);
    }
}
