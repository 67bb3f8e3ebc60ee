using System.Buffers;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Join(tensors, dim, stacked: false);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) =>
        Join(tensors as IList<Tensor> ?? [.. tensors], dim, stacked: true);

    private static unsafe Tensor Join(IList<Tensor> tensors, long dim, bool stacked)
    {
        if (tensors.Count == 0)
        {
            throw new ArgumentException("An empty sequence of tensors cannot be joined.", nameof(tensors));
        }

        // As in the package, which hands back the one tensor itself.
        if (tensors.Count == 1 && !stacked)
        {
            return tensors[0];
        }

        var handles = ArrayPool<nint>.Shared.Rent(tensors.Count);
        try
        {
            for (var i = 0; i < tensors.Count; i++)
            {
                handles[i] = tensors[i].Handle;
            }

            fixed (nint* p = handles)
            {
                return stacked
                    ? Tensor.Wrap(gp_stack(p, tensors.Count, dim, out var r), r, tensors)
                    : Tensor.Wrap(gp_cat(p, tensors.Count, dim, out r), r, tensors);
            }
        }
        finally
        {
            ArrayPool<nint>.Shared.Return(handles);
        }
    }
}
