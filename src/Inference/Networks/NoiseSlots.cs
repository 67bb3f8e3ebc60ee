namespace GenPhys.Inference.Networks;

/// <summary>
/// Which slot of a bounded table holds the noise bias of which c_noise; the least recently used slot is reused. A batch
/// with at most <see cref="Capacity"/> distinct values never loses a slot that it has been given.
/// </summary>
internal sealed class NoiseSlots
{
    private readonly Dictionary<long, int> _slotOf;
    private readonly long[] _keys;
    private readonly int[] _older;
    private readonly int[] _newer;
    private int _newest = -1;
    private int _oldest = -1;
    private int _used;

    public NoiseSlots(int capacity)
    {
        Capacity = capacity;
        _slotOf = new Dictionary<long, int>(capacity);
        _keys = new long[capacity];
        _older = new int[capacity];
        _newer = new int[capacity];
    }

    public int Capacity { get; }

    /// <summary>The slot of a value; <paramref name="fresh"/> when the caller has to fill it.</summary>
    public int Take(double noise, out bool fresh)
    {
        var key = BitConverter.DoubleToInt64Bits(noise);
        fresh = !_slotOf.TryGetValue(key, out var slot);
        if (fresh)
        {
            slot = _used < Capacity ? _used++ : Evict();
            _slotOf.Add(key, slot);
            _keys[slot] = key;
        }
        else if (slot == _newest)
        {
            return slot;
        }
        else
        {
            Unlink(slot);
        }

        (_older[slot], _newer[slot]) = (_newest, -1);
        if (_newest >= 0)
        {
            _newer[_newest] = slot;
        }
        else
        {
            _oldest = slot;
        }

        _newest = slot;
        return slot;
    }

    private int Evict()
    {
        var slot = _oldest;
        _slotOf.Remove(_keys[slot]);
        Unlink(slot);
        return slot;
    }

    private void Unlink(int slot)
    {
        var (older, newer) = (_older[slot], _newer[slot]);
        if (older >= 0)
        {
            _newer[older] = newer;
        }
        else
        {
            _oldest = newer;
        }

        if (newer >= 0)
        {
            _older[newer] = older;
        }
        else
        {
            _newest = older;
        }
    }
}
