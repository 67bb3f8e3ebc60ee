using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>The numbers of a tensor as float64 in the processor's memory, row by row, in a borrowed array.</summary>
internal readonly ref struct HostNumbers : IDisposable
{
    private readonly double[] _array;

    /// <summary>Copies the numbers.</summary>
    /// <param name="values">A tensor of any shape, dtype and device.</param>
    public HostNumbers(Tensor values)
    {
        var count = (int)values.numel();
        _array = ArrayPool<double>.Shared.Rent(count);
        Values = _array.AsSpan(0, count);
        if (values.dtype != ScalarType.Float32 || values.device_type != DeviceType.CPU || !values.is_contiguous())
        {
            values.to(ScalarType.Float64).cpu().contiguous().data<double>().CopyTo(Values);
            return;
        }

        // What training on a processor has is widened here, without three tensors on the way.
        var narrow = ArrayPool<float>.Shared.Rent(count);
        values.data<float>().CopyTo(narrow.AsSpan(0, count));
        for (var i = 0; i < count; i++)
        {
            Values[i] = narrow[i];
        }

        ArrayPool<float>.Shared.Return(narrow);
    }

    /// <summary>The numbers.</summary>
    public Span<double> Values { get; }

    /// <summary>Gives the array back.</summary>
    public void Dispose() => ArrayPool<double>.Shared.Return(_array);
}
