using GenPhys.Inference.Models.SafeTensors;
using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>Weights on their way between a file and a network.</summary>
public static class NetworkWeights
{
    /// <summary>Checks a file against what an architecture needs.</summary>
    /// <param name="architecture">Kind and sizes of the network.</param>
    /// <param name="inputs">Numbers per row that go in.</param>
    /// <param name="outputs">Numbers per row that come out.</param>
    /// <param name="file">The weights.</param>
    /// <exception cref="NetworkWeightsException">The network cannot have these sizes; or an array is missing, unknown, of another type or shape, or holds a number that is not finite.</exception>
    public static void Check(Architecture architecture, int inputs, int outputs, SafeTensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(file);
        if (architecture.Misfit(inputs, outputs) is { } problem)
        {
            throw new NetworkWeightsException($"The network {problem}.");
        }

        var wanted = architecture.Shapes(inputs, outputs).ToDictionary(s => s.Name, s => s.Shape, StringComparer.Ordinal);
        var type = architecture.Dtype == NetworkDtype.Float64 ? SafeTensorType.F64 : SafeTensorType.F32;
        foreach (var (name, shape) in wanted)
        {
            var tensor = file.Find(name) ?? throw new NetworkWeightsException($"The weights lack '{name}' {Text(shape)}.");
            if (tensor.Type != type)
            {
                throw new NetworkWeightsException($"'{name}' is {tensor.Type}; the architecture's dtype needs {type}.");
            }

            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw new NetworkWeightsException($"'{name}' has shape {Text(tensor.Shape)}; the architecture needs {Text(shape)}.");
            }

            if (!Array.TrueForAll(tensor.ToDoubles(), double.IsFinite))
            {
                throw new NetworkWeightsException($"'{name}' holds a number that is not finite.");
            }
        }

        if (file.Tensors.FirstOrDefault(t => !wanted.ContainsKey(t.Name)) is { } extra)
        {
            throw new NetworkWeightsException($"The weights hold '{extra.Name}', which the architecture does not know.");
        }
    }

    /// <summary>The weights of a network as a file.</summary>
    /// <param name="network">A network of <see cref="Architecture.CreateModule"/>, on any device.</param>
    /// <param name="metadata">Free text by name; none by default.</param>
    /// <returns>The arrays, copied, in the order of the network's state dictionary.</returns>
    public static SafeTensorsFile Read(nn.Module network, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        return new SafeTensorsFile([.. network.state_dict().Select(entry => Copy(entry.Key, entry.Value))], metadata);
    }

    /// <summary>Copies the weights of a file into a network.</summary>
    /// <param name="network">A network of <see cref="Architecture.CreateModule"/>.</param>
    /// <param name="file">Weights that <see cref="Check"/> has passed.</param>
    /// <exception cref="NetworkWeightsException">The names or shapes are not those of the network.</exception>
    public static void Write(nn.Module network, SafeTensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(file);
        using var scope = NewDisposeScope();
        using var constants = no_grad();
        var state = network.state_dict();
        foreach (var (name, target) in state)
        {
            var source = file.Find(name);
            if (source is null || !source.Shape.SequenceEqual(target.shape))
            {
                throw new NetworkWeightsException($"The weights need '{name}' {Text(target.shape)}.");
            }

            target.copy_(tensor(source.ToDoubles(), target.shape, dtype: ScalarType.Float64));
        }

        if (file.Tensors.FirstOrDefault(t => !state.ContainsKey(t.Name)) is { } extra)
        {
            throw new NetworkWeightsException($"The weights hold '{extra.Name}', which the network does not have.");
        }
    }

    private static SafeTensor Copy(string name, Tensor value)
    {
        var type = value.dtype == ScalarType.Float64 ? SafeTensorType.F64 : SafeTensorType.F32;
        var host = value.detach().to(type == SafeTensorType.F64 ? ScalarType.Float64 : ScalarType.Float32).cpu().contiguous();
        return new SafeTensor(name, type, value.shape, host.bytes.ToArray());
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
