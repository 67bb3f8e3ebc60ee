using System.Runtime.InteropServices;

namespace GenPhys.Inference.Networks.Simd;

/// <summary>Zeroed float32 memory outside the managed heap, on a cache-line boundary, freed by its owner.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    public AlignedBuffer(long length)
    {
        Length = length;
        Pointer = (float*)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), CacheLine);
        NativeMemory.Clear(Pointer, (nuint)length * sizeof(float));
    }

    public long Length { get; }

    public float* Pointer { get; private set; }

    public Span<float> Span(long start, int length) => new(Pointer + start, length);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
