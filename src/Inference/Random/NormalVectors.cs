using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Random;

/// <summary>
/// <see cref="NormalQuantile"/> for eight words at a time, by the same correctly rounded operations in the same order (no product is fused
/// with a sum), so that every width gives the same bits. The centre, 85 % of all words, is computed for every word; the words
/// outside of it are then gathered and computed among themselves.
/// </summary>
internal static class NormalVectors
{
    /// <summary>Words are taken in blocks of so many.</summary>
    public const int Block = 8;

    private const int Chunk = 64;

    /// <summary>A standard normal number from each word.</summary>
    /// <param name="words">The random bits, a multiple of <see cref="Block"/>.</param>
    /// <param name="normals">Receives the normal numbers, as many.</param>
    public static void OfWords(ReadOnlySpan<ulong> words, Span<double> normals)
    {
        // One block more than a chunk, so that the last vector of the tails may run over.
        Span<double> q = stackalloc double[Chunk];
        Span<double> tails = stackalloc double[Chunk + Block];
        Span<int> places = stackalloc int[Chunk];
        for (var first = 0; first < words.Length; first += Chunk)
        {
            var length = Math.Min(Chunk, words.Length - first);
            var outside = Centre(words.Slice(first, length), q, normals[first..]);
            var count = 0;
            while (outside != 0)
            {
                var i = BitOperations.TrailingZeroCount(outside);
                outside &= outside - 1;
                places[count] = first + i;
                tails[count++] = q[i];
            }

            // What runs over repeats a number that was computed, or is 0 at first: any value will do.
            for (var i = 0; i < count; i += Block)
            {
                Shoulder(Vector512.Create<double>(tails[i..])).CopyTo(tails[i..]);
            }

            for (var i = 0; i < count; i++)
            {
                normals[places[i]] = tails[i];
            }
        }
    }

    // Writes the distances from the middle and the centre's formula; returns the places where it does not hold.
    private static ulong Centre(ReadOnlySpan<ulong> words, Span<double> distances, Span<double> normals)
    {
        var outside = 0UL;
        for (var i = 0; i < words.Length; i += Block)
        {
            var cell = (Vector512.Create(words[i..]) >>> 11).AsInt64() - Vector512.Create(1L << 52);
            var q = (Vector512.ConvertToDouble(cell) + Vector512.Create(0.5)) * Vector512.Create(1.0 / 9007199254740992.0);
            var r = Vector512.Create(0.180625) - (q * q);
            var z = q * Polynomial(NormalQuantile.CentreNumerator, r) / Polynomial(NormalQuantile.CentreDenominator, r);
            q.CopyTo(distances[i..]);
            z.CopyTo(normals[i..]);
            outside |= Vector512.GreaterThan(Vector512.Abs(q), Vector512.Create(0.425)).ExtractMostSignificantBits() << i;
        }

        return outside;
    }

    private static Vector512<double> Shoulder(Vector512<double> q)
    {
        var tail = Vector512.Create(0.5) - Vector512.Abs(q);
        var s = Vector512.Sqrt(-PortableLog.Of(tail));
        var far = Vector512.GreaterThan(s, Vector512.Create(5.0));
        s -= Vector512.Create(1.6);
        var z = Polynomial(NormalQuantile.ShoulderNumerator, s) / Polynomial(NormalQuantile.ShoulderDenominator, s);
        z = Vector512.ConditionalSelect(Vector512.LessThan(q, Vector512<double>.Zero), -z, z);
        return far == Vector512<double>.Zero ? z : Far(q, tail, z, far.ExtractMostSignificantBits());
    }

    // Three words in 10^11.
    private static Vector512<double> Far(Vector512<double> q, Vector512<double> tail, Vector512<double> z, ulong far)
    {
        for (var i = 0; i < Block; i++)
        {
            if ((far & (1UL << i)) != 0)
            {
                z = z.WithElement(i, NormalQuantile.Evaluate(q[i], tail[i]));
            }
        }

        return z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Polynomial(double[] coefficients, Vector512<double> r)
    {
        var sum = Vector512.Create(coefficients[0]);
        for (var i = 1; i < coefficients.Length; i++)
        {
            sum = (sum * r) + Vector512.Create(coefficients[i]);
        }

        return sum;
    }
}
