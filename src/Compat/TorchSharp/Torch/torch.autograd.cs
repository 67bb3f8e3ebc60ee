using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            var (o, i, g) = (Handles(outputs), Handles(inputs), Handles(grad_outputs));
            var results = new nint[i.Length];
            fixed (nint* po = o, pi = i, pg = g, pr = results)
            {
                // A differentiable gradient needs the graph that it came from.
                var code = gp_autograd_grad(
                    po, o.Length, pi, i.Length, pg, g.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, pr);
                GC.KeepAlive(outputs);
                GC.KeepAlive(inputs);
                GC.KeepAlive(grad_outputs);
                Check(code);
            }

            return Array.ConvertAll(results, r => r == 0 ? null! : new Tensor(r));
        }

        public static unsafe void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool retain_graph = false,
            bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            var (t, g, i) = (Handles(tensors), Handles(grad_tensors), Handles(inputs));
            fixed (nint* pt = t, pg = g, pi = i)
            {
                var code = gp_autograd_backward(
                    pt, t.Length, pg, g.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, pi, i.Length);
                GC.KeepAlive(tensors);
                GC.KeepAlive(grad_tensors);
                GC.KeepAlive(inputs);
                Check(code);
            }
        }
    }

    internal static nint[] Handles(IEnumerable<Tensor?>? tensors) => tensors switch
    {
        null => [],
        Tensor?[] array => Array.ConvertAll(array, t => t?.Handle ?? 0),
        _ => [.. tensors.Select(t => t?.Handle ?? 0)],
    };
}
