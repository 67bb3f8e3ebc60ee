using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var integral = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        var (type, place) = (dtype ?? (integral ? ScalarType.Int64 : s_defaultDtype), Place(device));
        return Tensor.Wrap(
            NativeMethods.gp_arange(start.Value, stop.Value, step.Value, (sbyte)type, (int)place.type, place.index, requires_grad ? 1 : 0, out var r), r, null);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var (type, place) = (dtype ?? s_defaultDtype, Place(device));
        return Tensor.Wrap(
            NativeMethods.gp_linspace(start, end, steps, (sbyte)type, (int)place.type, place.index, requires_grad ? 1 : 0, out var r), r, null);
    }

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var (type, place) = (dtype ?? s_defaultDtype, Place(device));
        return Tensor.Wrap(
            NativeMethods.gp_logspace(start, end, steps, @base, (sbyte)type, (int)place.type, place.index, requires_grad ? 1 : 0, out var r), r, null);
    }

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RejectNames(names);
        var (type, place) = (dtype ?? s_defaultDtype, Place(device));
        return Tensor.Wrap(
            NativeMethods.gp_eye(rows, columns < 0 ? rows : columns, (sbyte)type, (int)place.type, place.index, requires_grad ? 1 : 0, out var r), r, null);
    }

    /// <summary>Shares the array's memory with the tensor when device and type allow it; the array stays pinned meanwhile.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <inheritdoc cref="from_array(Array, Device?)"/>
    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RejectNames(names);
        var source = TypeOf(rawArray.GetType().GetElementType()!);
        var place = Place(device);
        var size = Enumerable.Range(0, rawArray.Rank).Select(d => rawArray.GetLongLength(d)).ToArray();
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        fixed (long* p = size)
        {
            var code = NativeMethods.gp_from_pinned(
                (void*)pin.AddrOfPinnedObject(), p, size.Length, (sbyte)source, (int)place.type, place.index, 0, &Unpin, GCHandle.ToIntPtr(pin), out var r);
            var shared = Tensor.Wrap(code, r, rawArray);
            var result = dtype is { } type && type != source ? shared.to_type(type, disposeAfter: true) : shared;
            return result.requires_grad_(requires_grad);
        }
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static unsafe Tensor FromMemory<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> size, ScalarType source, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged
    {
        RejectNames(names);
        long count = 1;
        foreach (var d in size)
        {
            count *= d;
        }

        if (count > values.Length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.Length}");
        }

        var (type, place) = (dtype ?? source, Place(device));
        fixed (T* data = values)
        fixed (long* p = size)
        {
            return Tensor.Wrap(
                NativeMethods.gp_from_memory(data, p, size.Length, (sbyte)source, (sbyte)type, (int)place.type, place.index, requiresGrad ? 1 : 0, out var r), r, null);
        }
    }

    private static ReadOnlySpan<T> SpanOf<T>(IList<T> values) => values switch
    {
        T[] array => array,
        List<T> list => CollectionsMarshal.AsSpan(list),
        _ => values.ToArray(),
    };

    private static ReadOnlySpan<T> SpanOf<T>(Array values) where T : unmanaged => MemoryMarshal.CreateReadOnlySpan(
        ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);

    private static void RejectNames(string[]? names)
    {
        if (names is { Length: > 0 })
        {
            throw new NotSupportedException("Named dimensions are not supported.");
        }
    }
}
