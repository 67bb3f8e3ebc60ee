using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor, in row-major order whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly T* _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _data = (T*)tensor.DataPointer();
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get
        {
            var value = *At(indices);
            GC.KeepAlive(_tensor);
            return value;
        }

        set
        {
            *At(indices) = value;
            GC.KeepAlive(_tensor);
        }
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        Read(result, 0);
        return result;
    }

    public Array ToNDArray()
    {
        if (_shape.Length < 2)
        {
            return ToArray();
        }

        var result = Array.CreateInstance(typeof(T), _shape);
        var values = ToArray();
        Buffer.BlockCopy(values, 0, result, 0, values.Length * sizeof(T));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => Read(array.AsSpan(arrayIndex), tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) => Read(array[arrayIndex..], tensorIndex);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => Write(array.AsSpan(arrayIndex), tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0) => Write(array[arrayIndex..], tensorIndex);

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    internal static T ReadItemAt(torch.Tensor tensor, long index)
    {
        tensor.ValidateType(typeof(T));
        if (index == 0 && tensor.NumberOfElements > 0)
        {
            var first = *(T*)tensor.DataPointer();
            GC.KeepAlive(tensor);
            return first;
        }

        return new TensorAccessor<T>(tensor)[index];
    }

    private void Read(Span<T> target, long first)
    {
        var count = (int)Math.Min(target.Length, Count - first);
        if (_contiguous)
        {
            new ReadOnlySpan<T>(_data + first, Math.Max(count, 0)).CopyTo(target);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                target[i] = _data[Offset(first + i)];
            }
        }

        GC.KeepAlive(_tensor);
    }

    private void Write(ReadOnlySpan<T> source, long first)
    {
        var count = (int)Math.Min(source.Length, Count - first);
        if (_contiguous)
        {
            source[..Math.Max(count, 0)].CopyTo(new Span<T>(_data + first, Math.Max(count, 0)));
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                _data[Offset(first + i)] = source[i];
            }
        }

        GC.KeepAlive(_tensor);
    }

    private T* At(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1)
        {
            return _data + (indices[0] >= 0 && indices[0] < Count ? Offset(indices[0]) : throw new IndexOutOfRangeException());
        }

        if (indices.Length != _shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices for a tensor of {_shape.Length} dimensions.");
        }

        long offset = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _shape[d])
            {
                throw new IndexOutOfRangeException($"{indices[d]} >= {_shape[d]} in dimension {d}.");
            }

            offset += indices[d] * _strides[d];
        }

        return _data + offset;
    }

    private long Offset(long linear)
    {
        if (_contiguous)
        {
            return linear;
        }

        long offset = 0;
        for (var d = _shape.Length - 1; d >= 0; d--)
        {
            (linear, var rest) = Math.DivRem(linear, _shape[d]);
            offset += rest * _strides[d];
        }

        return offset;
    }
}
