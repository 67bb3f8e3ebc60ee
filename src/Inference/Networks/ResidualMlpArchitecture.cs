using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>
/// A residual multilayer perceptron whose blocks are told the noise level:
/// h += W_2 SiLU(W_1 SiLU(h) + W_e e(c_noise)), between an input and an output layer.
/// With the defaults and two coordinates in and out it has 330,498 parameters.
/// </summary>
public sealed record ResidualMlpArchitecture : Architecture
{
    /// <summary>Width of h; 1 to 8192, default 256.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Residual blocks; 1 to 256, default 2.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>Width of the sinusoidal noise embedding, even; 2 to 8192, default 128.</summary>
    public int Embedding { get; init; } = 128;

    /// <summary>Factor on c_noise inside the embedding's angles; positive, default 1000 (c_noise spans about [−1.6, 1.1]).</summary>
    public double EmbeddingScale { get; init; } = 1000;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Shapes(int inputs, int outputs)
    {
        yield return ("input.weight", [Hidden, inputs]);
        yield return ("input.bias", [Hidden]);
        for (var b = 0; b < Blocks; b++)
        {
            yield return ($"blocks.{b}.first.weight", [Hidden, Hidden]);
            yield return ($"blocks.{b}.first.bias", [Hidden]);
            yield return ($"blocks.{b}.noise.weight", [Hidden, Embedding]);
            yield return ($"blocks.{b}.noise.bias", [Hidden]);
            yield return ($"blocks.{b}.second.weight", [Hidden, Hidden]);
            yield return ($"blocks.{b}.second.bias", [Hidden]);
        }

        yield return ("output.weight", [outputs, Hidden]);
        yield return ("output.bias", [outputs]);
    }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor, Tensor> CreateModule(int inputs, int outputs, Device? device = null) =>
        new ResidualMlp(this, inputs, outputs, device);

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Hidden is < 1 or > 8192)
        {
            yield return ("hidden", "must be from 1 to 8192");
        }

        if (Blocks is < 1 or > 256)
        {
            yield return ("blocks", "must be from 1 to 256");
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
}
