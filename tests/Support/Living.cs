using static TorchSharp.torch;

namespace GenPhys.Tests.Support;

/// <summary>Counts tensors.</summary>
internal static class Living
{
    /// <summary>How many live, once the finalizers of those that earlier tests left have run: from here on the count is the test's own.</summary>
    public static long Tensors()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Tensor.TotalCount;
    }
}
