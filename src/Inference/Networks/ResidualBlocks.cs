using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>The blocks of a residual MLP in sequence; in a state dictionary they are numbered from 0.</summary>
internal sealed class ResidualBlocks : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ResidualBlock[] _blocks;

    public ResidualBlocks(ResidualMlpArchitecture architecture, Device? device)
        : base(nameof(ResidualBlocks))
    {
        _blocks = [.. Enumerable.Range(0, architecture.Blocks).Select(_ => new ResidualBlock(architecture, device))];
        for (var b = 0; b < _blocks.Length; b++)
        {
            register_module(b.ToString(), _blocks[b]);
        }
    }

    public override Tensor forward(Tensor h, Tensor embedding)
    {
        foreach (var block in _blocks)
        {
            h = block.call(h, embedding);
        }

        return h;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var block in _blocks)
            {
                block.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>h + W_2 SiLU(W_1 SiLU(h) + W_e e).</summary>
    private sealed class ResidualBlock : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _first;
        private readonly TorchSharp.Modules.Linear _noise;
        private readonly TorchSharp.Modules.Linear _second;

        public ResidualBlock(ResidualMlpArchitecture architecture, Device? device)
            : base(nameof(ResidualBlock))
        {
            var (hidden, dtype) = (architecture.Hidden, architecture.Dtype.ToTorch());
            _first = nn.Linear(hidden, hidden, device: device, dtype: dtype);
            _noise = nn.Linear(architecture.Embedding, hidden, device: device, dtype: dtype);
            _second = nn.Linear(hidden, hidden, device: device, dtype: dtype);
            register_module("first", _first);
            register_module("noise", _noise);
            register_module("second", _second);
        }

        public override Tensor forward(Tensor h, Tensor embedding) =>
            h + _second.call(nn.functional.silu(_first.call(nn.functional.silu(h)) + _noise.call(embedding)));

        // The constructor registered everything, under the names that files of weights use and not those of the fields.
        protected override void RegisterComponents()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _first.Dispose();
                _noise.Dispose();
                _second.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
