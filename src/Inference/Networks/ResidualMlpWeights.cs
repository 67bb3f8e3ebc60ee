using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Inference.Networks;

/// <summary>The weights of a residual MLP on the host, each checked against the sizes that the architecture gives.</summary>
internal sealed class ResidualMlpWeights
{
    private ResidualMlpWeights(ResidualMlpArchitecture architecture, int inputs, int outputs, SafeTensorsFile file)
    {
        (Architecture, Inputs, Outputs) = (architecture, inputs, outputs);
        InputWeight = Read("input.weight");
        InputBias = Read("input.bias");
        OutputWeight = Read("output.weight");
        OutputBias = Read("output.bias");
        Blocks =
        [
            .. Enumerable.Range(0, architecture.Blocks).Select(b => new Block(
                Read($"blocks.{b}.first.weight"), Read($"blocks.{b}.first.bias"),
                Read($"blocks.{b}.second.weight"), Read($"blocks.{b}.second.bias"),
                Read($"blocks.{b}.noise.weight"), Read($"blocks.{b}.noise.bias"))),
        ];

        double[] Read(string name) => file.Find(name)!.ToDoubles();
    }

    public ResidualMlpArchitecture Architecture { get; }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary><c>[hidden, inputs]</c>.</summary>
    public double[] InputWeight { get; }

    public double[] InputBias { get; }

    /// <summary><c>[outputs, hidden]</c>.</summary>
    public double[] OutputWeight { get; }

    public double[] OutputBias { get; }

    public IReadOnlyList<Block> Blocks { get; }

    /// <exception cref="NetworkWeightsException">An array is missing, unknown, or of another type or shape.</exception>
    public static ResidualMlpWeights From(ResidualMlpArchitecture architecture, int inputs, int outputs, SafeTensorsFile file)
    {
        NetworkWeights.Check(architecture, inputs, outputs, file);
        return new ResidualMlpWeights(architecture, inputs, outputs, file);
    }

    /// <summary>First <c>[hidden, hidden]</c>, second <c>[hidden, hidden]</c>, noise <c>[hidden, embedding]</c>, with their biases.</summary>
    internal sealed record Block(
        double[] First, double[] FirstBias, double[] Second, double[] SecondBias, double[] Noise, double[] NoiseBias);
}
