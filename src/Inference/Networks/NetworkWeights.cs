using GenPhys.Inference.Models.SafeTensors;

namespace GenPhys.Inference.Networks;

/// <summary>Checks a file of weights against what an architecture needs.</summary>
internal static class NetworkWeights
{
    /// <exception cref="NetworkWeightsException">An array is missing, unknown, of another type or shape, or holds a number that is not finite.</exception>
    public static void Check(Architecture architecture, int inputs, int outputs, SafeTensorsFile file)
    {
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

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
