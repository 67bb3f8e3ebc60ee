using System.Text.Json.Serialization;
using GenPhys.Inference.Codes;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>
/// The shape of a network: which kind it is and its sizes. Every kind is one record in this folder, named by
/// <c>kind</c> in a model artifact.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ResidualMlpArchitecture), "residualMlp")]
[JsonDerivedType(typeof(MlpArchitecture), "mlp")]
[JsonDerivedType(typeof(LeveledMlpArchitecture), "leveledMlp")]
[JsonDerivedType(typeof(BottleneckMlpArchitecture), "bottleneckMlp")]
[JsonDerivedType(typeof(AgentTransformerArchitecture), "agentTransformer")]
public abstract record Architecture
{
    /// <summary>Number type of the weights and of the evaluation; default <see cref="NetworkDtype.Float32"/>.</summary>
    public NetworkDtype Dtype { get; init; } = NetworkDtype.Float32;

    /// <summary>The arrays a network of this shape consists of, by name, in file order.</summary>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    public abstract IEnumerable<(string Name, long[] Shape)> Shapes(int inputs, int outputs);

    /// <summary>A trainable network of this shape, with weights drawn from torch's generator: F(input <c>[rows, inputs]</c>; c_noise <c>[rows]</c>).</summary>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out; 1 for a classifier's logit.</param>
    /// <param name="device">Where it lives; the CPU if null.</param>
    public abstract nn.Module<Tensor, Tensor, Tensor> CreateModule(int inputs, int outputs, Device? device = null);

    /// <summary>Cost of one row in millions of floating-point operations: two per weight of its matrices.</summary>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    public virtual double MegaFlopsPerRow(int inputs, int outputs) =>
        2e-6 * Shapes(inputs, outputs).Where(s => s.Shape.Length == 2).Sum(s => (double)s.Shape[0] * s.Shape[1]);

    /// <summary>What is wrong with the sizes: the member's JSON name and what would be right; empty if nothing is.</summary>
    public virtual IEnumerable<(string Member, string Problem)> Problems() => [];

    /// <summary>Why the network cannot have these sizes; null if it can.</summary>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <returns>What it reads or gives, or null.</returns>
    public virtual string? Misfit(int inputs, int outputs) => null;

    /// <summary>Why the network cannot be told of latent codes in some way; null if it can, as any network can that treats all columns alike.</summary>
    /// <param name="layout">How codes enter.</param>
    /// <param name="slots">Codes per row.</param>
    /// <returns>What it reads, or null.</returns>
    public virtual string? Misfit(CodeLayout layout, int slots) => null;
}
