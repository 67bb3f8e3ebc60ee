using GenPhys.Inference.Models.SafeTensors;
using static TorchSharp.torch;

namespace GenPhys.Training.Learning;

/// <summary>Named tensors to and from the arrays of a file, bit for bit.</summary>
internal static class WeightFile
{
    /// <summary>The arrays of named tensors.</summary>
    public static IEnumerable<SafeTensor> ToFile(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        foreach (var (name, value) in tensors)
        {
            using var scope = NewDisposeScope();
            var host = value.detach().cpu().contiguous();
            yield return host.dtype == ScalarType.Float64
                ? SafeTensor.Of(name, host.shape, host.data<double>().ToArray())
                : SafeTensor.Of(name, host.shape, host.data<float>().ToArray());
        }
    }

    /// <summary>Gives a network the weights of a file and holds them fixed.</summary>
    /// <exception cref="InvalidDataException">The file does not fit the network.</exception>
    public static void Freeze(nn.Module network, SafeTensorsFile weights)
    {
        FromFile(weights, network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
        foreach (var (_, parameter) in network.named_parameters())
        {
            parameter.requires_grad_(false);
        }
    }

    /// <summary>Overwrites named tensors with the arrays of a file.</summary>
    /// <exception cref="InvalidDataException">An array is missing or has another shape or type.</exception>
    public static void FromFile(SafeTensorsFile file, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var noGradient = no_grad();
        foreach (var (name, value) in tensors)
        {
            using var scope = NewDisposeScope();
            var wanted = value.dtype == ScalarType.Float64 ? SafeTensorType.F64 : SafeTensorType.F32;
            var found = file.Find(name) ?? throw new InvalidDataException($"the array {name} is missing");
            if (found.Type != wanted || !found.Shape.SequenceEqual(value.shape))
            {
                throw new InvalidDataException($"the array {name} is {found.Type} [{string.Join(", ", found.Shape)}], needed is {wanted} [{string.Join(", ", value.shape)}]");
            }

            value.copy_(wanted == SafeTensorType.F64 ? tensor(found.ToDoubles(), value.shape) : tensor(found.ToSingles(), value.shape));
        }
    }
}
