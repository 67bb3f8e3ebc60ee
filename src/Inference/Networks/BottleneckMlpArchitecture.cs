using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>
/// A narrow residual network for states of many coordinates: F = g(c_noise) x + W_out SiLU(h), where h goes through a few residual layers of
/// <see cref="Hidden"/> units. The gain g lets noise of full rank pass beside the bottleneck, which alone could carry only as many directions as it has units.
/// </summary>
public sealed record BottleneckMlpArchitecture : Architecture
{
    /// <summary>Width of h; 1 to 8192, default 32.</summary>
    public int Hidden { get; init; } = 32;

    /// <summary>Residual layers from h to h; 1 to 64, default 2.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the sinusoidal noise embedding, even; 2 to 8192, default 32.</summary>
    public int Embedding { get; init; } = 32;

    /// <summary>Factor on c_noise inside the embedding's angles; positive, default 4.</summary>
    public double EmbeddingScale { get; init; } = 4;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Shapes(int inputs, int outputs)
    {
        yield return ("input.weight", [Hidden, inputs]);
        yield return ("input.bias", [Hidden]);
        yield return ("noise.weight", [Hidden, Embedding]);
        yield return ("noise.bias", [Hidden]);
        for (var i = 0; i < Layers; i++)
        {
            yield return ($"{LayerName(i)}.weight", [Hidden, Hidden]);
            yield return ($"{LayerName(i)}.bias", [Hidden]);
        }

        yield return ("output.weight", [outputs, Hidden]);
        yield return ("output.bias", [outputs]);
        yield return ("gain.weight", [1, Hidden]);
        yield return ("gain.bias", [1]);
    }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor, Tensor> CreateModule(int inputs, int outputs, Device? device = null) =>
        new BottleneckMlp(this, inputs, outputs, device);

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Hidden is < 1 or > 8192)
        {
            yield return ("hidden", "must be from 1 to 8192");
        }

        if (Layers is < 1 or > 64)
        {
            yield return ("layers", "must be from 1 to 64");
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

    internal static string LayerName(int index) => $"layer{index}";
}
