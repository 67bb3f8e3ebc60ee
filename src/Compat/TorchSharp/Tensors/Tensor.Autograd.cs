using static TorchSharp.Native.NativeError;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Flag(gp_requires_grad(Handle, out var yes), yes);
            set => Self(gp_set_requires_grad(Handle, I(value)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient, a new object for it at each read, or null before the first backward pass.</summary>
        public Tensor? grad
        {
            get
            {
                Check(gp_grad(Handle, out var r));
                GC.KeepAlive(this);
                return r == 0 ? null : new Tensor(r);
            }

            set => Self(gp_set_grad(Handle, value?.Handle ?? 0), value);
        }

        public void retain_grad() => Self(gp_retain_grad(Handle));

        public Tensor detach() => Wrap(gp_detach(Handle, out var r), r, this);

        public Tensor detach_() => Self(gp_detach_(Handle));

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
