using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn(size, dtype, device, requires_grad, generator, names);

    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn(size, dtype, device, requires_grad, generator, names);

    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([size], dtype, device, requires_grad, generator, names);

    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([rows, columns], dtype, device, requires_grad, generator, names);

    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    public static Tensor randn(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([size], dtype, device, requires_grad, generator, names);

    public static Tensor randn(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([rows, columns], dtype, device, requires_grad, generator, names);

    public static Tensor randn(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    public static Tensor randn(int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    private static unsafe Tensor NewRandn(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requiresGrad, Generator? generator, string[]? names)
    {
        RejectNames(names);
        if (dtype is { } asked && is_integral(asked))
        {
            throw new ArgumentException($"torch.randn() was passed a bad dtype: {dtype}. It must be floating point or complex.", nameof(dtype));
        }

        var (type, place) = (dtype ?? s_defaultDtype, Place(device));
        fixed (long* p = size)
        {
            return Tensor.Wrap(
                NativeMethods.gp_randn(p, size.Length, HandleOf(generator), (sbyte)type, (int)place.type, place.index, requiresGrad ? 1 : 0, out var r), r, generator);
        }
    }

    public partial class Tensor
    {
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Wrap(
            NativeMethods.gp_randn_like(
                Handle, (sbyte)(dtype ?? this.dtype), (int)(device?.type ?? device_type), device?.index ?? device_index, I(requires_grad), out var r),
            r,
            this);
    }
}
