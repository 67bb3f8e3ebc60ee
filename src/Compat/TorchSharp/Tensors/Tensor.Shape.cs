using static TorchSharp.Native.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The matrix transpose; of more than two dimensions, all of them reversed.</summary>
        public Tensor T => ndim <= 2 ? t() : permute(Enumerable.Range(0, (int)ndim).Select(d => ndim - 1 - d).ToArray());

        public Tensor mT => transpose(-2, -1);

        public unsafe Tensor reshape(params long[] shape)
        {
            fixed (long* p = shape)
            {
                return Wrap(gp_reshape(Handle, p, shape.Length, out var r), r, this);
            }
        }

        public unsafe Tensor view(params long[] shape)
        {
            fixed (long* p = shape)
            {
                return Wrap(gp_view(Handle, p, shape.Length, out var r), r, this);
            }
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        public unsafe Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L)
        {
            if (size.Length != strides.Length)
            {
                throw new ArgumentException("size and strides must have the same length");
            }

            fixed (long* ps = size, pt = strides)
            {
                return Wrap(gp_view_as_strided(Handle, ps, pt, size.Length, storageOffset, out var r), r, this);
            }
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Wrap(gp_flatten(Handle, start_dim, end_dim, out var r), r, this);

        public Tensor unsqueeze(long dim) => Wrap(gp_unsqueeze(Handle, dim, out var r), r, this);

        public Tensor unsqueeze_(long dim) => Self(gp_unsqueeze_(Handle, dim));

        public Tensor squeeze(long? dim = null) => dim is { } d
            ? Wrap(gp_squeeze_dim(Handle, d, out var r), r, this)
            : Wrap(gp_squeeze(Handle, out r), r, this);

        public Tensor transpose(long dim0, long dim1) => Wrap(gp_transpose(Handle, dim0, dim1, out var r), r, this);

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public unsafe Tensor permute(params long[] permutation)
        {
            fixed (long* p = permutation)
            {
                return Wrap(gp_permute(Handle, p, permutation.Length, out var r), r, this);
            }
        }

        public Tensor t() => Wrap(gp_t(Handle, out var r), r, this);

        public unsafe Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* p = sizes)
            {
                return Wrap(gp_expand(Handle, p, sizes.Length, I(isImplicit), out var r), r, this);
            }
        }

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public unsafe Tensor repeat(params long[] sizes)
        {
            fixed (long* p = sizes)
            {
                return Wrap(gp_repeat(Handle, p, sizes.Length, out var r), r, this);
            }
        }

        public unsafe Tensor tile(long[] reps)
        {
            fixed (long* p = reps)
            {
                return Wrap(gp_tile(Handle, p, reps.Length, out var r), r, this);
            }
        }

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => dim is { } d
            ? Wrap(gp_repeat_interleave_dim(Handle, repeats, d, out var r), r, this)
            : Wrap(gp_repeat_interleave(Handle, repeats, out r), r, this);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Wrap(gp_repeat_interleave_tensor(Handle, repeats.Handle, I(dim.HasValue), dim ?? 0, out var r), r, this, repeats);

        public Tensor[] split(long size, int dim = 0) => TakePending(gp_split(Handle, size, dim, out var n), n, this);

        public unsafe Tensor[] split(long[] sizes, long dim = 0)
        {
            fixed (long* p = sizes)
            {
                return TakePending(gp_split_sizes(Handle, p, sizes.Length, dim, out var n), n, this);
            }
        }

        public Tensor[] chunk(long chunks, long dim = 0) => TakePending(gp_chunk(Handle, chunks, dim, out var n), n, this);

        public Tensor[] unbind(long dimension = 0L) => TakePending(gp_unbind(Handle, dimension, out var n), n, this);

        public unsafe Tensor flip(params long[] dims)
        {
            fixed (long* p = dims)
            {
                return Wrap(gp_flip(Handle, p, dims.Length, out var r), r, this);
            }
        }

        public Tensor roll(long shifts, long? dims = null) => dims is { } d ? Roll([shifts], [d]) : Roll([shifts], []);

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Roll(shifts, dims);

        public Tensor roll(long[] shifts, long[] dims) => Roll(shifts, dims);

        public Tensor triu(long diagonal = 0) => Wrap(gp_triu(Handle, diagonal, out var r), r, this);

        public Tensor tril(long diagonal = 0) => Wrap(gp_tril(Handle, diagonal, out var r), r, this);

        public Tensor diag(long diagonal = 0) => Wrap(gp_diag(Handle, diagonal, out var r), r, this);

        // The package's default for dim2 is not a diagonal: callers say all three.
        public Tensor diagonal(long offset, long dim1, long dim2) =>
            Wrap(gp_diagonal(Handle, offset, dim1, dim2, out var r), r, this);

        public Tensor diag_embed(long offset = 0L, long dim1 = -2L, long dim2 = -1L) =>
            Wrap(gp_diag_embed(Handle, offset, dim1, dim2, out var r), r, this);

        private unsafe Tensor Roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims)
        {
            fixed (long* ps = shifts, pd = dims)
            {
                return Wrap(gp_roll(Handle, ps, shifts.Length, pd, dims.Length, out var r), r, this);
            }
        }
    }
}
