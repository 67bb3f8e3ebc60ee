using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>One entry of a composite index, as gp_index_entry in native/indexing.inc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeIndex
{
    internal const long Single = 0;
    internal const long Slice = 1;
    internal const long Mask = 2;
    internal const long NewAxis = 3;
    internal const long Ellipsis = 4;
    internal const long Boolean = 5;

    internal long Kind;
    internal long Start;
    internal long Stop;
    internal long Step;
    internal nint Tensor;
}
