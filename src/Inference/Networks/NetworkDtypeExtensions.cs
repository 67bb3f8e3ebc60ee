using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

internal static class NetworkDtypeExtensions
{
    public static ScalarType ToTorch(this NetworkDtype dtype) =>
        dtype == NetworkDtype.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}
