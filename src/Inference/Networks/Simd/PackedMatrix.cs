using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GenPhys.Inference.Networks.Simd;

/// <summary>
/// A weight matrix B <c>[inner, columns]</c> in panels of 32 columns, and the product C = A B for rows A. Every element
/// of C is one chain of fused multiply-adds over the inner index in ascending order, whatever the vector width, the
/// number of rows or the row's place: a row's bits depend on that row alone.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    /// <summary>Rows of A and C must come in multiples of this.</summary>
    public const int RowBlock = 8;

    /// <summary>Columns must be a multiple of this.</summary>
    public const int PanelColumns = 32;

    private readonly AlignedBuffer _panels;

    /// <summary>Packs a matrix given as B itself or as its transpose, row-major.</summary>
    public PackedMatrix(ReadOnlySpan<float> values, int inner, int columns, bool transposed)
    {
        (Inner, Columns) = (inner, columns);
        _panels = new AlignedBuffer((long)inner * columns);
        var packed = _panels.Pointer;
        for (var panel = 0; panel < columns; panel += PanelColumns)
        {
            for (var k = 0; k < inner; k++)
            {
                for (var j = panel; j < panel + PanelColumns; j++)
                {
                    *packed++ = transposed ? values[j * inner + k] : values[k * columns + j];
                }
            }
        }
    }

    public int Inner { get; }

    public int Columns { get; }

    /// <summary>Whether this processor has the fused multiply-add that the products are defined by.</summary>
    public static bool IsSupported => Fma.IsSupported;

    /// <summary>C <c>[rows, Columns]</c> = A <c>[rows, Inner]</c> B; rows a multiple of <see cref="RowBlock"/>, both dense.</summary>
    public void Multiply(float* a, float* c, int rows) => Multiply(a, c, rows, Vector512.IsHardwareAccelerated);

    /// <summary>As above, by the kernel for 16 lanes or the one for 8; both give the same bits.</summary>
    internal void Multiply(float* a, float* c, int rows, bool sixteenLanes)
    {
        for (var panel = 0; panel < Columns; panel += PanelColumns)
        {
            var b = _panels.Pointer + (nint)panel * Inner;
            for (nint row = 0; row < rows; row += RowBlock)
            {
                var from = a + row * Inner;
                var to = c + row * Columns + panel;
                if (sixteenLanes)
                {
                    Block512(from, Inner, b, to, Columns);
                }
                else
                {
                    Block256(from, Inner, b, to, Columns);
                    Block256(from, Inner, b + 16, to + 16, Columns);
                    Block256(from + 4 * (nint)Inner, Inner, b, to + 4 * (nint)Columns, Columns);
                    Block256(from + 4 * (nint)Inner, Inner, b + 16, to + 4 * (nint)Columns + 16, Columns);
                }
            }
        }
    }

    public void Dispose() => _panels.Dispose();

    /// <summary>8 rows by 32 columns: 16 accumulators, the 32 registers of AVX-512 hold them with both halves of B's row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block512(float* a, nint inner, float* b, float* c, nint stride)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default;
        Vector512<float> c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default;
        Vector512<float> c60 = default, c61 = default, c70 = default, c71 = default;
        float* a1 = a + inner, a2 = a1 + inner, a3 = a2 + inner, a4 = a3 + inner, a5 = a4 + inner, a6 = a5 + inner, a7 = a6 + inner;
        for (nint k = 0; k < inner; k++, b += PanelColumns)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var v = Vector512.Create(a[k]);
            c00 = Vector512.FusedMultiplyAdd(v, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(v, b1, c01);
            v = Vector512.Create(a1[k]);
            c10 = Vector512.FusedMultiplyAdd(v, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(v, b1, c11);
            v = Vector512.Create(a2[k]);
            c20 = Vector512.FusedMultiplyAdd(v, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(v, b1, c21);
            v = Vector512.Create(a3[k]);
            c30 = Vector512.FusedMultiplyAdd(v, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(v, b1, c31);
            v = Vector512.Create(a4[k]);
            c40 = Vector512.FusedMultiplyAdd(v, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(v, b1, c41);
            v = Vector512.Create(a5[k]);
            c50 = Vector512.FusedMultiplyAdd(v, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(v, b1, c51);
            v = Vector512.Create(a6[k]);
            c60 = Vector512.FusedMultiplyAdd(v, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(v, b1, c61);
            v = Vector512.Create(a7[k]);
            c70 = Vector512.FusedMultiplyAdd(v, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(v, b1, c71);
        }

        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + 2 * stride, c20, c21);
        Store(c + 3 * stride, c30, c31);
        Store(c + 4 * stride, c40, c41);
        Store(c + 5 * stride, c50, c51);
        Store(c + 6 * stride, c60, c61);
        Store(c + 7 * stride, c70, c71);
    }

    /// <summary>4 rows by 16 columns: 8 accumulators of the 16 registers of AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block256(float* a, nint inner, float* b, float* c, nint stride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default, c30 = default, c31 = default;
        float* a1 = a + inner, a2 = a1 + inner, a3 = a2 + inner;
        for (nint k = 0; k < inner; k++, b += PanelColumns)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var v = Vector256.Create(a[k]);
            c00 = Vector256.FusedMultiplyAdd(v, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(v, b1, c01);
            v = Vector256.Create(a1[k]);
            c10 = Vector256.FusedMultiplyAdd(v, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(v, b1, c11);
            v = Vector256.Create(a2[k]);
            c20 = Vector256.FusedMultiplyAdd(v, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(v, b1, c21);
            v = Vector256.Create(a3[k]);
            c30 = Vector256.FusedMultiplyAdd(v, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(v, b1, c31);
        }

        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + 2 * stride, c20, c21);
        Store(c + 3 * stride, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> left, Vector512<float> right)
    {
        left.Store(c);
        right.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> left, Vector256<float> right)
    {
        left.Store(c);
        right.Store(c + 8);
    }
}
