using System.Runtime.CompilerServices;
using TorchSharp.Native;
using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Array.ConvertAll(indices, i => TensorIndex.Single(i)));
            set => index_put_(value, Array.ConvertAll(indices, i => TensorIndex.Single(i)));
        }

        public unsafe Tensor index(params TensorIndex[] indices)
        {
            var native = Array.ConvertAll(indices, i => i.Native);
            fixed (NativeIndex* p = native)
            {
                return Wrap(gp_index(Handle, p, native.Length, out var r), r, this, indices);
            }
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index(ReadOnlySpan<TensorIndex> indices) => index(indices.ToArray());

        public unsafe Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var native = Array.ConvertAll(indices, i => i.Native);
            fixed (NativeIndex* p = native)
            {
                return Self(gp_index_put_(Handle, p, native.Length, value.Handle), value, indices);
            }
        }

        public unsafe Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            var native = Array.ConvertAll(indices, i => i.Native);
            fixed (NativeIndex* p = native)
            {
                return Self(gp_index_put_scalar_(Handle, p, native.Length, value.Value), indices);
            }
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor narrow(long dim, long start, long length) => Wrap(gp_narrow(Handle, dim, start, length, out var r), r, this);

        public Tensor slice(long dim, long start, long finish, long step) => Wrap(gp_slice(Handle, dim, start, finish, step, out var r), r, this);

        public Tensor select(long dim, long index) => Wrap(gp_select(Handle, dim, index, out var r), r, this);

        public Tensor index_select(long dim, Tensor index) => Wrap(gp_index_select(Handle, dim, index.Handle, out var r), r, this, index);

        public Tensor take_along_dim(Tensor indices, long dim) => Wrap(gp_take_along_dim(Handle, indices.Handle, dim, out var r), r, this, indices);

        public Tensor gather(long dim, Tensor index) => Wrap(gp_gather(Handle, dim, index.Handle, out var r), r, this, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Wrap(gp_scatter(Handle, dim, index.Handle, src.Handle, out var r), r, this, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Self(gp_scatter_(Handle, dim, index.Handle, src.Handle), index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Wrap(gp_scatter_add(Handle, dim, index.Handle, src.Handle, out var r), r, this, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Self(gp_scatter_add_(Handle, dim, index.Handle, src.Handle), index, src);

        public Tensor index_copy(long dim, Tensor index, Tensor source) => Wrap(gp_index_copy(Handle, dim, index.Handle, source.Handle, out var r), r, this, index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Self(gp_index_copy_(Handle, dim, index.Handle, source.Handle), index, source);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Wrap(gp_index_add(Handle, dim, index.Handle, source.Handle, alpha.Value, out var r), r, this, index, source);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Self(gp_index_add_(Handle, dim, index.Handle, source.Handle, alpha.Value), index, source);

        public Tensor masked_fill(Tensor mask, Scalar value) => Wrap(gp_masked_fill(Handle, mask.Handle, value.Value, out var r), r, this, mask);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Self(gp_masked_fill_(Handle, mask.Handle, value.Value), mask);

        public Tensor masked_select(Tensor mask) => Wrap(gp_masked_select(Handle, mask.Handle, out var r), r, this, mask);

        public Tensor nonzero() => Wrap(gp_nonzero(Handle, out var r), r, this);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Wrap(gp_sort(Handle, dim, I(descending), I(stable), out var v, out var i), v, i, this);

        public Tensor argsort(long dim = -1, bool descending = false) => Wrap(gp_argsort(Handle, dim, I(descending), out var r), r, this);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Wrap(gp_topk(Handle, k, dim, I(largest), I(sorted), out var v, out var i), v, i, this);

        public Tensor bincount(Tensor? weights, long minlength = 0) =>
            Wrap(gp_bincount(Handle, weights?.Handle ?? 0, minlength, out var r), r, this, weights);
    }
}
