using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>A plain multilayer perceptron with SiLU that reads c_noise as one more input and starts from an output of 0.</summary>
public sealed record MlpArchitecture : Architecture
{
    /// <summary>Widths of the hidden layers; 1 to 64 of them, each 1 to 8192; default three of 64.</summary>
    public int[] Hidden { get; init; } = [64, 64, 64];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Shapes(int inputs, int outputs)
    {
        var widths = Widths(inputs, outputs);
        for (var i = 0; i < widths.Length - 1; i++)
        {
            yield return ($"{LayerName(i)}.weight", [widths[i + 1], widths[i]]);
            yield return ($"{LayerName(i)}.bias", [widths[i + 1]]);
        }
    }

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor, Tensor> CreateModule(int inputs, int outputs, Device? device = null) =>
        new Mlp(this, inputs, outputs, device);

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Hidden.Length is < 1 or > 64 || Hidden.Any(width => width is < 1 or > 8192))
        {
            yield return ("hidden", "must hold 1 to 64 widths, each from 1 to 8192");
        }
    }

    /// <summary>Whether two architectures have the same sizes.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(MlpArchitecture? other) => base.Equals(other) && Hidden.AsSpan().SequenceEqual(other.Hidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Hidden.Length);

    internal static string LayerName(int index) => $"layer{index}";

    internal int[] Widths(int inputs, int outputs) => [inputs + 1, .. Hidden, outputs];
}
