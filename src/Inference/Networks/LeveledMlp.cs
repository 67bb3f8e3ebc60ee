using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>The trainable form of <see cref="LeveledMlpArchitecture"/>.</summary>
public sealed class LeveledMlp : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly LeveledMlpArchitecture _architecture;
    private readonly Dictionary<string, Linear> _layers = [];
    private readonly int _codes;
    private readonly ScalarType _dtype;

    /// <summary>Creates the network with weights drawn from the generator of torch and an output layer of zeros.</summary>
    /// <param name="architecture">Its sizes.</param>
    /// <param name="inputs">Numbers per row that go in; the embeddings of all codes are the last of them.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <param name="device">Where it lives; the CPU if null.</param>
    public LeveledMlp(LeveledMlpArchitecture architecture, int inputs, int outputs, Device? device = null)
        : base(nameof(LeveledMlp))
    {
        ArgumentNullException.ThrowIfNull(architecture);
        (_architecture, _dtype) = (architecture, architecture.Dtype.ToTorch());
        _codes = architecture.Slots * architecture.CodeWidth;
        foreach (var (name, from, to) in architecture.Layers(inputs, outputs))
        {
            _layers.Add(name, nn.Linear(from, to, device: device, dtype: _dtype));
            register_module(name, _layers[name]);
        }

        using (no_grad())
        {
            _layers["output"].weight!.zero_();
            _layers["output"].bias!.zero_();
        }
    }

    /// <summary>F(input; c_noise).</summary>
    /// <param name="input">Scaled states, then the embeddings of the codes in the order of their slots, <c>[rows, inputs]</c>, of the network's number type.</param>
    /// <param name="noise">c_noise, <c>[rows]</c>.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    public override Tensor forward(Tensor input, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(noise);
        using var scope = NewDisposeScope();
        var (levels, width) = (_architecture.Levels, _architecture.CodeWidth);
        var state = cat([input.narrow(1, 0, input.shape[1] - _codes), noise.to(_dtype).unsqueeze(1)], 1);
        var skips = new Tensor[levels.Length];
        skips[^1] = Layer("input", state);
        for (var level = levels.Length - 2; level >= 0; level--)
        {
            skips[level] = Layer($"down{level}", nn.functional.silu(skips[level + 1]));
        }

        var h = skips[0];
        var next = input.shape[1] - _codes;
        for (var level = 0; level < levels.Length; level++)
        {
            h = level == 0 ? h : Layer($"up{level}", nn.functional.silu(h)) + skips[level];
            if (levels[level] is { Slots: > 0, Attention: true })
            {
                h = h + Attend(level, h, input.narrow(1, next, levels[level].Slots * width).reshape(input.shape[0], levels[level].Slots, width));
            }

            next += levels[level].Slots * width;
            h = h + Layer($"block{level}", nn.functional.silu(h));
        }

        return Layer("output", nn.functional.silu(h)).MoveToOuterDisposeScope();
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
            foreach (var layer in _layers.Values)
            {
                layer.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private Tensor Layer(string name, Tensor x) => _layers[name].call(x);

    // One query per row against the level's own codes: softmax(q . k / sqrt(width)) v.
    private Tensor Attend(int level, Tensor h, Tensor tokens)
    {
        var query = Layer($"query{level}", nn.functional.silu(h)).unsqueeze(1);
        var scores = (query * Layer($"key{level}", tokens)).sum([2], keepdim: true) / Math.Sqrt(_architecture.CodeWidth);
        return Layer($"attended{level}", (scores.softmax(1) * Layer($"value{level}", tokens)).sum([1]));
    }
}
