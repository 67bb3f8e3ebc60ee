using GenPhys.Inference.Networks.Simd;

namespace GenPhys.Inference.Tests.Networks;

public sealed unsafe class PackedMatrixTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_kernels_give_the_bits_of_one_chain_of_fused_multiply_adds(bool transposed)
    {
        const int rows = 16, inner = 37, columns = 64;
        var random = new System.Random(1);
        var b = Enumerable.Range(0, inner * columns).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        using var matrix = new PackedMatrix(b, inner, columns, transposed);
        using var a = new AlignedBuffer(rows * inner);
        using var wide = new AlignedBuffer(rows * columns);
        using var narrow = new AlignedBuffer(rows * columns);
        foreach (ref var value in a.Span(0, rows * inner))
        {
            value = (float)(random.NextDouble() - 0.5);
        }

        matrix.Multiply(a.Pointer, wide.Pointer, rows, sixteenLanes: true);
        matrix.Multiply(a.Pointer, narrow.Pointer, rows, sixteenLanes: false);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = 0f;
                for (var k = 0; k < inner; k++)
                {
                    sum = MathF.FusedMultiplyAdd(a.Pointer[row * inner + k], transposed ? b[column * inner + k] : b[k * columns + column], sum);
                }

                Assert.Equal(sum, wide.Pointer[row * columns + column]);
                Assert.Equal(sum, narrow.Pointer[row * columns + column]);
            }
        }
    }
}
