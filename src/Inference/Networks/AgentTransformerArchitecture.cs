using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>
/// A transformer over the agents of a scene, without positions in their order: whatever permutes the agents of the input permutes those of the output (Naderiparizi et al. 2024,
/// appendix on traffic scenes, uses one). Agents stand one after another, <see cref="Features"/> numbers each; further columns of the input are read as further features
/// of the agents in the same order. An output of one number is the mean over the agents; any other is divided among them.
/// </summary>
public sealed record AgentTransformerArchitecture : Architecture
{
    /// <summary>Agents of a scene, 1 to 256.</summary>
    public required int Agents { get; init; }

    /// <summary>Numbers per agent of the state, 1 to 256; default 7.</summary>
    public int Features { get; init; } = 7;

    /// <summary>Width of an agent's token, a multiple of <see cref="Heads"/>; 1 to 8192, default 64.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Attention heads, 1 to 64; default 4.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Blocks of attention and of a layer for each agent, 1 to 64; default 2.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>Width of the sinusoidal noise embedding, even; 2 to 8192, default 32.</summary>
    public int Embedding { get; init; } = 32;

    /// <summary>Factor on c_noise inside the embedding's angles; positive, default 4.</summary>
    public double EmbeddingScale { get; init; } = 4;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Shapes(int inputs, int outputs) =>
        Layers(inputs, outputs).SelectMany(layer => new (string, long[])[]
        {
            ($"{layer.Name}.weight", [layer.Outputs, layer.Inputs]), ($"{layer.Name}.bias", [layer.Outputs]),
        });

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor, Tensor> CreateModule(int inputs, int outputs, Device? device = null) => new AgentTransformer(this, inputs, outputs, device);

    /// <inheritdoc/>
    public override double MegaFlopsPerRow(int inputs, int outputs) =>
        Agents * (base.MegaFlopsPerRow(inputs, outputs) + (4e-6 * Blocks * Agents * Hidden));

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var (member, value, most) in (IEnumerable<(string, int, int)>)
            [("agents", Agents, 256), ("features", Features, 256), ("hidden", Hidden, 8192), ("heads", Heads, 64), ("blocks", Blocks, 64)])
        {
            if (value < 1 || value > most)
            {
                yield return (member, $"must be from 1 to {most}");
            }
        }

        if (Heads >= 1 && Hidden % Heads != 0)
        {
            yield return ("hidden", $"must be a multiple of heads ({Heads})");
        }

        if (Embedding is < 2 or > 8192 || Embedding % 2 != 0)
        {
            yield return ("embedding", "must be even and from 2 to 8192");
        }

        if (!(EmbeddingScale > 0) || double.IsInfinity(EmbeddingScale))
        {
            yield return ("embeddingScale", "must be a positive finite number");
        }
    }

    /// <inheritdoc/>
    public override string? Misfit(int inputs, int outputs) =>
        inputs % (Agents * Features) != 0 ? $"reads {Agents} agents of {Features} numbers and whole multiples of them, not {inputs} numbers"
        : outputs != 1 && outputs % Agents != 0 ? $"gives one number, or as many for each of {Agents} agents, not {outputs}"
        : null;

    /// <summary>Every linear layer, in file order; each is applied to every agent.</summary>
    internal IEnumerable<(string Name, int Inputs, int Outputs)> Layers(int inputs, int outputs)
    {
        yield return ("input", inputs / Agents, Hidden);
        yield return ("noise", Embedding, Hidden);
        for (var block = 0; block < Blocks; block++)
        {
            yield return ($"attend{block}", Hidden, 3 * Hidden);
            yield return ($"attended{block}", Hidden, Hidden);
            yield return ($"wide{block}", Hidden, 2 * Hidden);
            yield return ($"narrow{block}", 2 * Hidden, Hidden);
        }

        yield return ("output", Hidden, PerAgent(outputs));
    }

    internal int PerAgent(int outputs) => outputs == 1 ? 1 : outputs / Agents;
}
