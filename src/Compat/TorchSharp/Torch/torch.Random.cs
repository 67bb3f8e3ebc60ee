using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandint(low, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        NewRandint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var (type, place) = (dtype ?? ScalarType.Int64, Place(device));
        return Tensor.Wrap(
            NativeMethods.gp_randperm(n, HandleOf(generator), (sbyte)type, (int)place.type, place.index, requires_grad ? 1 : 0, out var r), r, generator);
    }

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null)
    {
        using var noise = randn(mean.shape, device: std.device, generator: generator);
        using var scaled = noise * std;
        return scaled + mean;
    }

    public static Tensor normal(
        double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randn(size, dtype, device, requires_grad: false, generator, names).mul_(std).add_(mean).requires_grad_(requires_grad);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    private static unsafe Tensor NewRandint(
        long low, long high, long[] size, ScalarType? dtype, Device? device, bool requiresGrad, Generator? generator, string[]? names)
    {
        RejectNames(names);
        var (type, place) = (dtype ?? ScalarType.Int64, Place(device));
        fixed (long* p = size)
        {
            return Tensor.Wrap(
                NativeMethods.gp_randint(low, high, p, size.Length, HandleOf(generator), (sbyte)type, (int)place.type, place.index, requiresGrad ? 1 : 0, out var r),
                r,
                generator);
        }
    }
}
