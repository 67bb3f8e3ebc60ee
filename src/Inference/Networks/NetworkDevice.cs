using static TorchSharp.torch;

namespace GenPhys.Inference.Networks;

/// <summary>Which devices networks can run on here.</summary>
public static class NetworkDevice
{
    /// <summary>Whether a device name is one of <c>cpu</c>, <c>cuda</c>, <c>cuda:N</c> and the device is there.</summary>
    /// <param name="name">Name of the device.</param>
    /// <returns>Whether networks can run on it.</returns>
    public static bool IsAvailable(string name)
    {
        if (name == "cpu")
        {
            return true;
        }

        if (name is null || !(name == "cuda" || name.StartsWith("cuda:", StringComparison.Ordinal)))
        {
            return false;
        }

        var index = 0;
        return (name == "cuda" || (int.TryParse(name.AsSpan(5), out index) && index >= 0)) && cuda.is_available() && index < cuda.device_count();
    }
}
