using System.Buffers;

namespace Grpc.Net.Wire;

/// <summary>A growing array from the shared pool.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 1024;

    private byte[] array = [];
    private int written;

    public int Length => written;

    public ReadOnlyMemory<byte> Memory => array.AsMemory(0, written);

    public void Clear() => written = 0;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, array.Length - written);
        written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return array.AsMemory(written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return array.AsSpan(written);
    }

    public void Dispose()
    {
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
            array = [];
            written = 0;
        }
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = checked(written + Math.Max(sizeHint, 1));
        if (needed <= array.Length)
        {
            return;
        }

        int doubled = (int)Math.Min(array.Length * 2L, Array.MaxLength);
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, doubled), FirstSize));
        array.AsSpan(0, written).CopyTo(larger);
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        array = larger;
    }
}
