using GenPhys.Inference.Codes;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>
/// A network of several levels, narrow to wide, like the resolutions of a U-Net: down through the levels, then up again with a skip connection at each. Groups of latent codes are read on the
/// way up by cross-attention, group g at level g and nowhere else (Xu et al. 2024, "DisCo-Diff", section 3.3: the group-hierarchical form), so that the first codes decide what narrow levels
/// hold and the last ones the detail. The codes' embeddings are the last columns of the input.
/// </summary>
public sealed record LeveledMlpArchitecture : Architecture
{
    /// <summary>The levels, narrowest first, 1 to 16.</summary>
    public required CodeLevel[] Levels { get; init; }

    /// <summary>Width of the embedding of a code, 1 to 8192; default 16.</summary>
    public int CodeWidth { get; init; } = 16;

    /// <summary>Codes of all levels.</summary>
    internal int Slots => Levels.Sum(level => level.Slots);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Shapes(int inputs, int outputs) =>
        Layers(inputs, outputs).SelectMany(layer => new (string, long[])[]
        {
            ($"{layer.Name}.weight", [layer.Outputs, layer.Inputs]), ($"{layer.Name}.bias", [layer.Outputs]),
        });

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor, Tensor> CreateModule(int inputs, int outputs, Device? device = null) => new LeveledMlp(this, inputs, outputs, device);

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Levels.Length is < 1 or > 16 || Levels.Any(level => level.Width is < 1 or > 8192 || level.Slots is < 0 or > 256))
        {
            yield return ("levels", "must hold 1 to 16 levels, each of a width from 1 to 8192 and of 0 to 256 slots");
        }

        if (CodeWidth is < 1 or > 8192)
        {
            yield return ("codeWidth", "must be from 1 to 8192");
        }
    }

    /// <inheritdoc/>
    public override string? Misfit(CodeLayout layout, int slots)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout is { Injection: CodeInjection.Input, NullFlag: false } && layout.Width == CodeWidth && slots == Slots
            ? null
            : $"reads {Slots} codes of width {CodeWidth} at its input, without a flag for none";
    }

    /// <summary>Every linear layer, in file order.</summary>
    internal IEnumerable<(string Name, int Inputs, int Outputs)> Layers(int inputs, int outputs)
    {
        var last = Levels.Length - 1;
        yield return ("input", inputs - (Slots * CodeWidth) + 1, Levels[last].Width);
        for (var level = last - 1; level >= 0; level--)
        {
            yield return ($"down{level}", Levels[level + 1].Width, Levels[level].Width);
        }

        for (var level = 0; level <= last; level++)
        {
            var width = Levels[level].Width;
            if (level > 0)
            {
                yield return ($"up{level}", Levels[level - 1].Width, width);
            }

            if (Levels[level].Slots > 0)
            {
                yield return ($"query{level}", width, CodeWidth);
                yield return ($"key{level}", CodeWidth, CodeWidth);
                yield return ($"value{level}", CodeWidth, CodeWidth);
                yield return ($"attended{level}", CodeWidth, width);
            }

            yield return ($"block{level}", width, width);
        }

        yield return ("output", Levels[last].Width, outputs);
    }
}

/// <summary>One level of a network of levels.</summary>
public sealed record CodeLevel
{
    /// <summary>Width, 1 to 8192.</summary>
    public required int Width { get; init; }

    /// <summary>Codes that this level alone reads, 0 to 256; default 0.</summary>
    public int Slots { get; init; }

    /// <summary>Whether it reads them; by default it does. Without its attention a level's codes have no effect at all.</summary>
    public bool Attention { get; init; } = true;
}
