using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Wrap(gp_sum(Handle, TypeOr(type), out var r), r, this);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public unsafe Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dim)
            {
                return Wrap(gp_sum_dims(Handle, p, dim.Length, I(keepdim), TypeOr(type), out var r), r, this);
            }
        }

        public Tensor mean() => Wrap(gp_mean(Handle, -1, out var r), r, this);

        public unsafe Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return Wrap(gp_mean_dims(Handle, p, dimensions.Length, I(keepdim), TypeOr(type), out var r), r, this);
            }
        }

        public Tensor prod(ScalarType? type = null) => Wrap(gp_prod(Handle, TypeOr(type), out var r), r, this);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Wrap(gp_prod_dim(Handle, dim, I(keepdim), TypeOr(type), out var r), r, this);

        public Tensor cumsum(long dim, ScalarType? type = null) => Wrap(gp_cumsum(Handle, dim, TypeOr(type), out var r), r, this);

        public Tensor cumprod(long dim, ScalarType? type = null) => Wrap(gp_cumprod(Handle, dim, TypeOr(type), out var r), r, this);

        public Tensor std(bool unbiased = true) => Wrap(gp_std(Handle, I(unbiased), out var r), r, this);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        public unsafe Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return Typed(Wrap(gp_std_dims(Handle, p, dimensions.Length, I(unbiased), I(keepdim), out var r), r, this), type);
            }
        }

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor var(bool unbiased = true) => Wrap(gp_var(Handle, I(unbiased), out var r), r, this);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        public unsafe Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return Typed(Wrap(gp_var_dims(Handle, p, dimensions.Length, I(unbiased), I(keepdim), out var r), r, this), type);
            }
        }

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor min() => Wrap(gp_min(Handle, out var r), r, this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Wrap(gp_min_dim(Handle, dim, I(keepdim), out var v, out var i), v, i, this);

        public Tensor max() => Wrap(gp_max(Handle, out var r), r, this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Wrap(gp_max_dim(Handle, dim, I(keepdim), out var v, out var i), v, i, this);

        public unsafe Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false)
        {
            fixed (long* p = dims)
            {
                return Wrap(gp_amin(Handle, p, dims.Length, I(keepdim), out var r), r, this);
            }
        }

        public Tensor amin(params long[] dims) => amin((ReadOnlySpan<long>)dims);

        public Tensor amin(long[] dims, bool keepdim = false) => amin((ReadOnlySpan<long>)dims, keepdim);

        public unsafe Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false)
        {
            fixed (long* p = dims)
            {
                return Wrap(gp_amax(Handle, p, dims.Length, I(keepdim), out var r), r, this);
            }
        }

        public Tensor amax(params long[] dims) => amax((ReadOnlySpan<long>)dims);

        public Tensor amax(long[] dims, bool keepdim = false) => amax((ReadOnlySpan<long>)dims, keepdim);

        public Tensor argmax() => Wrap(gp_argmax(Handle, out var r), r, this);

        public Tensor argmax(long dim, bool keepdim = false) => Wrap(gp_argmax_dim(Handle, dim, I(keepdim), out var r), r, this);

        public Tensor argmin() => Wrap(gp_argmin(Handle, out var r), r, this);

        public Tensor argmin(long dim, bool keepdim = false) => Wrap(gp_argmin_dim(Handle, dim, I(keepdim), out var r), r, this);

        public Tensor median() => Wrap(gp_median(Handle, out var r), r, this);

        public Tensor all() => Wrap(gp_all(Handle, out var r), r, this);

        public Tensor all(long dim, bool keepdim = false) => Wrap(gp_all_dim(Handle, dim, I(keepdim), out var r), r, this);

        public Tensor any() => Wrap(gp_any(Handle, out var r), r, this);

        public Tensor any(long dim, bool keepdim = false) => Wrap(gp_any_dim(Handle, dim, I(keepdim), out var r), r, this);

        public Tensor norm(float p = 2.0f) => Wrap(gp_norm(Handle, p, out var r), r, this);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Wrap(gp_norm_dim(Handle, p, dim, I(keepdim), out var r), r, this);

        public Tensor logsumexp(long dim, bool keepdim = false) => Wrap(gp_logsumexp(Handle, dim, I(keepdim), out var r), r, this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Wrap(gp_softmax(Handle, dim, TypeOr(dtype), out var r), r, this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Wrap(gp_log_softmax(Handle, dim, TypeOr(dtype), out var r), r, this);

        internal static sbyte TypeOr(ScalarType? type) => (sbyte?)type ?? -1;

        private static Tensor Typed(Tensor result, ScalarType? type) =>
            type is { } wanted && wanted != result.dtype ? result.to_type(wanted, disposeAfter: true) : result;
    }
}
