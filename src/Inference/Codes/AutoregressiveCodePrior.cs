using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Codes;

/// <summary>
/// A prior of several codes by one network, a multilayer perceptron with SiLU whose input is the slot's place and the codes before it, all one-hot; before the first slot
/// no code is on, which is the beginning of every sequence. Evaluated on the host in float64, so that codes have the same bits on every machine.
/// </summary>
public sealed class AutoregressiveCodePrior : CodePrior
{
    private readonly double[][] _weights;
    private readonly double[][] _biases;
    private readonly int[] _widths;
    private readonly int[] _offsets;

    /// <summary>Creates the prior from trained weights.</summary>
    /// <param name="architecture">Sizes of the network.</param>
    /// <param name="sizes">Codebook sizes, <c>[slots]</c>.</param>
    /// <param name="file">The weights.</param>
    /// <exception cref="NetworkWeightsException">The weights do not fit.</exception>
    public AutoregressiveCodePrior(MlpArchitecture architecture, IReadOnlyList<int> sizes, SafeTensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(sizes);
        NetworkWeights.Check(architecture, Inputs(sizes), sizes.Max(), file);
        Sizes = [.. sizes];
        _offsets = Offsets(sizes);
        _widths = architecture.Widths(Inputs(sizes), sizes.Max());
        _weights = new double[_widths.Length - 1][];
        _biases = new double[_widths.Length - 1][];
        for (var layer = 0; layer < _weights.Length; layer++)
        {
            _weights[layer] = file.Find($"{MlpArchitecture.LayerName(layer)}.weight")!.ToDoubles();
            _biases[layer] = file.Find($"{MlpArchitecture.LayerName(layer)}.bias")!.ToDoubles();
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Sizes { get; }

    /// <summary>Inputs of the network: one per slot, then one per code of every slot.</summary>
    /// <param name="sizes">Codebook sizes, <c>[slots]</c>.</param>
    /// <returns>The number of inputs.</returns>
    public static int Inputs(IReadOnlyList<int> sizes) => sizes.Count + sizes.Sum();

    /// <summary>The network's input for one slot.</summary>
    /// <param name="sizes">Codebook sizes, <c>[slots]</c>.</param>
    /// <param name="given">Codes of the slots before, each from 0.</param>
    /// <returns>Indices of the inputs that are 1; the others are 0.</returns>
    public static IReadOnlyList<int> Ones(IReadOnlyList<int> sizes, ReadOnlySpan<int> given)
    {
        var offsets = Offsets(sizes);
        var ones = new int[given.Length + 1];
        ones[0] = given.Length;
        for (var slot = 0; slot < given.Length; slot++)
        {
            ones[slot + 1] = offsets[slot] + given[slot];
        }

        return ones;
    }

    /// <inheritdoc/>
    public override void Logits(ReadOnlySpan<int> given, Span<double> logits)
    {
        var h = First(given);
        for (var layer = 1; layer < _weights.Length; layer++)
        {
            h = Layer(layer, Array.ConvertAll(h, value => value / (1 + PortableExp.Of(Math.Clamp(-value, -700, 700)))));
        }

        // Codes beyond the slot's own book do not exist for it.
        h.AsSpan(0, logits.Length).CopyTo(logits);
    }

    private static int[] Offsets(IReadOnlyList<int> sizes)
    {
        var offsets = new int[sizes.Count];
        for (var (slot, next) = (0, sizes.Count); slot < offsets.Length; next += sizes[slot++])
        {
            offsets[slot] = next;
        }

        return offsets;
    }

    // The first layer's input is one-hot: a sum of a few columns. The noise level that the architecture reads besides is 0.
    private double[] First(ReadOnlySpan<int> given)
    {
        var h = (double[])_biases[0].Clone();
        AddColumn(h, given.Length);
        for (var slot = 0; slot < given.Length; slot++)
        {
            AddColumn(h, _offsets[slot] + given[slot]);
        }

        return h;
    }

    private void AddColumn(double[] h, int column)
    {
        for (var i = 0; i < h.Length; i++)
        {
            h[i] += _weights[0][(i * _widths[0]) + column];
        }
    }

    private double[] Layer(int layer, double[] input)
    {
        var output = (double[])_biases[layer].Clone();
        var weights = _weights[layer];
        for (var i = 0; i < output.Length; i++)
        {
            for (var j = 0; j < input.Length; j++)
            {
                output[i] += weights[(i * input.Length) + j] * input[j];
            }
        }

        return output;
    }
}
