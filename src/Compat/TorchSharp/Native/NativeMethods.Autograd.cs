using System.Runtime.InteropServices;

namespace TorchSharp.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Lib)] internal static partial int gp_requires_grad(nint a, out int yes);
    [LibraryImport(Lib)] internal static partial int gp_set_requires_grad(nint a, int value);
    [LibraryImport(Lib)] internal static partial int gp_grad(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_set_grad(nint a, nint grad);
    [LibraryImport(Lib)] internal static partial int gp_retain_grad(nint a);
    [LibraryImport(Lib)] internal static partial int gp_detach(nint a, out nint r);
    [LibraryImport(Lib)] internal static partial int gp_detach_(nint a);
    [LibraryImport(Lib)] internal static partial int gp_autograd_grad(nint* outputs, int nOutputs, nint* inputs, int nInputs, nint* gradOutputs, int nGrads, int retainGraph, int createGraph, int allowUnused, nint* results);
    [LibraryImport(Lib)] internal static partial int gp_autograd_backward(nint* tensors, int n, nint* grads, int nGrads, int retainGraph, int createGraph, nint* inputs, int nInputs);
}
