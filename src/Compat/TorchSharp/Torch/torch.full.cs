using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull(size, value, dtype, device, requires_grad, names);

    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull(size, value, dtype, device, requires_grad, names);

    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([size], value, dtype, device, requires_grad, names);

    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([rows, columns], value, dtype, device, requires_grad, names);

    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([dim0, dim1, dim2], value, dtype, device, requires_grad, names);

    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad, names);

    public static Tensor full(int size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([size], value, dtype, device, requires_grad, names);

    public static Tensor full(int rows, int columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([rows, columns], value, dtype, device, requires_grad, names);

    public static Tensor full(int dim0, int dim1, int dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([dim0, dim1, dim2], value, dtype, device, requires_grad, names);

    public static Tensor full(int dim0, int dim1, int dim2, int dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        NewFull([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad, names);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RejectNames(names);
        return input.full_like(value, dtype, device, requires_grad);
    }

    // An integer value makes an integer tensor, as in arange; everything else the default type.
    private static unsafe Tensor NewFull(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        RejectNames(names);
        var (type, place) = (dtype ?? (is_integral(value.Type) ? ScalarType.Int64 : s_defaultDtype), Place(device));
        fixed (long* p = size)
        {
            return Tensor.Wrap(
                NativeMethods.gp_full(p, size.Length, value.Value, (sbyte)type, (int)place.type, place.index, requiresGrad ? 1 : 0, out var r), r, null);
        }
    }

    public partial class Tensor
    {
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Wrap(
            NativeMethods.gp_full_like(
                Handle, value.Value, (sbyte)(dtype ?? this.dtype), (int)(device?.type ?? device_type), device?.index ?? device_index, I(requires_grad), out var r),
            r,
            this);
    }
}
