using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>The trainable form of <see cref="AgentTransformerArchitecture"/>.</summary>
public sealed class AgentTransformer : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly AgentTransformerArchitecture _architecture;
    private readonly Dictionary<string, TorchSharp.Modules.Linear> _layers = [];
    private readonly Tensor _frequencies;
    private readonly ScalarType _dtype;
    private readonly int _parts;
    private readonly int _outputs;

    /// <summary>Creates the network with weights drawn from the generator of torch.</summary>
    /// <param name="architecture">Its sizes.</param>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <param name="device">Where it lives; the CPU if null.</param>
    /// <exception cref="ArgumentException">The numbers are not those of whole agents.</exception>
    public AgentTransformer(AgentTransformerArchitecture architecture, int inputs, int outputs, Device? device = null)
        : base(nameof(AgentTransformer))
    {
        ArgumentNullException.ThrowIfNull(architecture);
        if (architecture.Misfit(inputs, outputs) is { } problem)
        {
            throw new ArgumentException("The network " + problem + ".", nameof(architecture));
        }

        (_architecture, _outputs, _parts) = (architecture, outputs, inputs / (architecture.Agents * architecture.Features));
        _dtype = architecture.Dtype.ToTorch();
        foreach (var (name, from, to) in architecture.Layers(inputs, outputs))
        {
            _layers[name] = nn.Linear(from, to, device: device, dtype: _dtype);
            register_module(name, _layers[name]);
        }

        _frequencies = tensor(SinusoidalEmbedding.Frequencies(architecture.Embedding, architecture.EmbeddingScale), dtype: ScalarType.Float64, device: device);
        register_buffer("frequencies", _frequencies, persistent: false);
    }

    /// <summary>F(input; c_noise).</summary>
    /// <param name="input">Scaled states c_in x and further columns, <c>[rows, inputs]</c>, of the network's number type.</param>
    /// <param name="noise">c_noise, <c>[rows]</c>, float64.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    public override Tensor forward(Tensor input, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var (rows, agents, features) = (input.shape[0], _architecture.Agents, _architecture.Features);
        var angles = noise.to(ScalarType.Float64).unsqueeze(1) * _frequencies;
        var level = nn.functional.silu(_layers["noise"].call(cat([angles.cos(), angles.sin()], 1).to(_dtype))).unsqueeze(1);
        var tokens = input.reshape(rows, _parts, agents, features).transpose(1, 2).reshape(rows, agents, _parts * features);
        var h = _layers["input"].call(tokens) + level;
        for (var block = 0; block < _architecture.Blocks; block++)
        {
            h = h + _layers[$"attended{block}"].call(Attention(_layers[$"attend{block}"].call(Normal(h))));
            h = h + _layers[$"narrow{block}"].call(nn.functional.silu(_layers[$"wide{block}"].call(Normal(h) + level)));
        }

        var each = _layers["output"].call(Normal(h));
        return (_outputs == 1 ? each.mean([1L]) : each.reshape(rows, _outputs)).MoveToOuterDisposeScope();
    }

    /// <summary>Nothing more to register: the constructor did.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var layer in _layers.Values)
            {
                layer.Dispose();
            }

            _frequencies.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Normal(Tensor h) => nn.functional.layer_norm(h, [_architecture.Hidden]);

    // softmax(Q K^T / sqrt(d_h)) V of each head; [rows, agents, 3 hidden] to [rows, agents, hidden].
    private Tensor Attention(Tensor joint)
    {
        var (rows, agents, heads, width) = (joint.shape[0], _architecture.Agents, _architecture.Heads, _architecture.Hidden / _architecture.Heads);
        var parts = joint.reshape(rows, agents, 3, heads, width).permute(2, 0, 3, 1, 4);
        var (q, k, v) = (parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
        var weights = (matmul(q, k.transpose(2, 3)) / Math.Sqrt(width)).softmax(3);
        return matmul(weights, v).transpose(1, 2).reshape(rows, agents, heads * width);
    }
}
