using System.Runtime.Intrinsics;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// What is done with every Monte Carlo draw, eight numbers at a time: placing it, its softmax weight, the sum of weighted gradients. Sums go by
/// lane and then over the lanes, in one order whatever the processor's width, and exponentials are of correctly rounded
/// operations only.
/// </summary>
internal static class DrawVectors
{
    /// <summary>Numbers that are worked on at a time.</summary>
    public const int Width = 8;

    private const int Accumulators = 4;
    private const double Smallest = -707;

    /// <summary>A length with room for whole vectors.</summary>
    /// <param name="length">Numbers.</param>
    /// <returns>The next multiple of <see cref="Width"/>.</returns>
    public static int Padded(int length) => (length + Width - 1) / Width * Width;

    /// <summary>Numbers after which a pattern of one number per coordinate meets the vectors' ends again.</summary>
    /// <param name="dimension">Coordinates of a sample, d.</param>
    /// <returns>A multiple of lcm(8, d), several times over where that is short, so that one sum need not wait for the one before.</returns>
    public static int Period(int dimension)
    {
        var vectors = dimension / Divisor(dimension);
        return Width * vectors * ((Accumulators + vectors - 1) / vectors);
    }

    /// <summary>Places draws: centre + spread * noise.</summary>
    /// <param name="centre">Centre by coordinate, over and over, <c>[period]</c>.</param>
    /// <param name="spread">Spread likewise.</param>
    /// <param name="noise">Standard normal numbers, <c>[draws, dim]</c>.</param>
    /// <param name="points">Receives the draws, <c>[draws, dim]</c>.</param>
    public static void Place(ReadOnlySpan<double> centre, ReadOnlySpan<double> spread, ReadOnlySpan<double> noise, Span<double> points)
    {
        var (i, at) = (0, 0);
        for (; i + Width <= points.Length; i += Width)
        {
            (Vector512.Create(centre[at..]) + (Vector512.Create(spread[at..]) * Vector512.Create(noise[i..]))).CopyTo(points[i..]);
            at = at + Width == centre.Length ? 0 : at + Width;
        }

        for (; i < points.Length; i++)
        {
            points[i] = centre[i % centre.Length] + (spread[i % centre.Length] * noise[i]);
        }
    }

    /// <summary>Multiplies numbers by a factor.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="numbers">The numbers.</param>
    public static void Scale(double factor, Span<double> numbers)
    {
        var i = 0;
        for (; i + Width <= numbers.Length; i += Width)
        {
            (Vector512.Create(factor) * Vector512.Create<double>(numbers[i..])).CopyTo(numbers[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            numbers[i] *= factor;
        }
    }

    /// <summary>Whether every number is finite.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <returns>False where one is not.</returns>
    public static bool AllFinite(ReadOnlySpan<double> numbers)
    {
        // 0 times an infinity is no number, and stays so in the sum.
        var sum = Vector512<double>.Zero;
        var i = 0;
        for (; i + Width <= numbers.Length; i += Width)
        {
            sum += Vector512.Create(numbers[i..]) * Vector512<double>.Zero;
        }

        var rest = Vector512.Sum(sum);
        for (; i < numbers.Length; i++)
        {
            rest += numbers[i] * 0;
        }

        return rest == 0;
    }

    /// <summary>Turns losses into weights exp(least - loss).</summary>
    /// <param name="least">The least loss, or less.</param>
    /// <param name="values">Losses, positive infinity for draws without one; receives the weights. A multiple of <see cref="Width"/>.</param>
    /// <returns>The sum of the weights and of their squares.</returns>
    public static (double Total, double Squares) Exponentiate(double least, Span<double> values)
    {
        var floor = Vector512.Create(Smallest);
        var (total, squares) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (var i = 0; i < values.Length; i += Width)
        {
            var x = Vector512.Create(least) - Vector512.Create<double>(values[i..]);
            var w = Vector512.ConditionalSelect(Vector512.GreaterThan(x, floor), ExpVectors.Of(Vector512.Max(x, floor)), Vector512<double>.Zero);
            w.CopyTo(values[i..]);
            total += w;
            squares += w * w;
        }

        return (InOrder(total), InOrder(squares));
    }

    /// <summary>Subtracts the weighted gradients of draws from a sum.</summary>
    /// <param name="weights">Weights, <c>[draws]</c>.</param>
    /// <param name="gradients">Gradients, <c>[draws, dim]</c>; overwritten.</param>
    /// <param name="sums">Scratch, <c>[period]</c>.</param>
    /// <param name="gradient">What is subtracted from, <c>[dim]</c>.</param>
    public static void SubtractWeighted(ReadOnlySpan<double> weights, Span<double> gradients, Span<double> sums, Span<double> gradient)
    {
        var d = gradient.Length;
        Spread(weights, gradients, d);
        sums.Clear();
        var i = 0;
        for (var at = 0; i + Width <= gradients.Length; i += Width)
        {
            (Vector512.Create<double>(sums[at..]) + Vector512.Create<double>(gradients[i..])).CopyTo(sums[at..]);
            at = at + Width == sums.Length ? 0 : at + Width;
        }

        for (; i < gradients.Length; i++)
        {
            sums[i % sums.Length] += gradients[i];
        }

        for (var k = 0; k < sums.Length; k += d)
        {
            for (var j = 0; j < d; j++)
            {
                gradient[j] -= sums[k + j];
            }
        }
    }

    // Each draw's gradient times its weight.
    private static void Spread(ReadOnlySpan<double> weights, Span<double> gradients, int d)
    {
        if (d == 2)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var pair = gradients.Slice(2 * i, 2);
                pair[0] *= weights[i];
                pair[1] *= weights[i];
            }

            return;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            var row = gradients.Slice(i * d, d);
            for (var j = 0; j < row.Length; j++)
            {
                row[j] *= weights[i];
            }
        }
    }

    private static int Divisor(int d) => d % 8 == 0 ? 8 : d % 4 == 0 ? 4 : d % 2 == 0 ? 2 : 1;

    private static double InOrder(Vector512<double> lanes)
    {
        var sum = 0.0;
        for (var i = 0; i < Width; i++)
        {
            sum += lanes[i];
        }

        return sum;
    }
}
