using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>Number types as torch names them.</summary>
public static class NetworkDtypeExtensions
{
    /// <summary>The number type of torch.</summary>
    /// <param name="dtype">The number type.</param>
    /// <returns>The same one.</returns>
    public static ScalarType ToTorch(this NetworkDtype dtype) =>
        dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}
