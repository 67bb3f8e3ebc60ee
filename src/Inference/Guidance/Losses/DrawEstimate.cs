using System.Buffers;
using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// The gradient of log mean_i exp(-l(x_i)) over draws x_i = D + r_t e_i (Song et al. 2023, "Loss-guided diffusion models",
/// eq. 9): -sum_i w_i times the gradient of l(x_i), with w the softmax of -l. Draws go in chunks of bounded size with a running
/// maximum, so that memory does not grow with their number.
/// </summary>
/// <param name="draws">n, 1 or more.</param>
/// <param name="width">r_t.</param>
/// <param name="gradient">Along the draws, or by their score.</param>
/// <param name="chunkNumbers">Numbers per chunk.</param>
public sealed class DrawEstimate(int draws, DrawWidth width, LossGradient gradient, int chunkNumbers = 1 << 15)
{
    /// <summary>n.</summary>
    public int Draws => draws;

    /// <summary>Writes the gradient of one lane.</summary>
    /// <param name="loss">The loss, in data units.</param>
    /// <param name="normalisation">From normalised to data units; identity where null.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="report">Told of effective and invalid draws.</param>
    public void Write(Loss loss, NormalisationSpec? normalisation, in GuidanceLane lane, ref LaneReport report)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var d = lane.Denoised.Length;
        var chunk = Math.Clamp(chunkNumbers / d, 1, draws);
        var needed = d + (3 * DrawVectors.Period(d)) + (3 * chunk * d) + DrawVectors.Padded(chunk);
        var rented = ArrayPool<double>.Shared.Rent(needed);
        try
        {
            var r = rented.AsSpan(0, d);
            width.Fill(lane.NoiseLevel, r);
            if (!r.ContainsAnyExcept(0.0))
            {
                AtPoint(loss, normalisation, lane, ref report);
                report.EffectiveDraws = draws;
                return;
            }

            Sum(loss, normalisation, lane, r, rented.AsSpan(d, needed - d), chunk, ref report);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>Writes -gradient of the loss at the denoiser itself (eq. 8).</summary>
    internal static void AtPoint(Loss loss, NormalisationSpec? normalisation, in GuidanceLane lane, ref LaneReport report)
    {
        var d = lane.Denoised.Length;
        var rented = ArrayPool<double>.Shared.Rent(d);
        var x = rented.AsSpan(0, d);
        for (var j = 0; j < d; j++)
        {
            x[j] = normalisation is null ? lane.Denoised[j] : normalisation.Mean[j] + (normalisation.Scale[j] * lane.Denoised[j]);
        }

        var value = loss.Evaluate(x, lane.Gradient);
        for (var j = 0; j < d; j++)
        {
            lane.Gradient[j] *= -(normalisation?.Scale[j] ?? 1);
        }

        ArrayPool<double>.Shared.Return(rented);
        report.Loss = value;
    }

    private void Sum(
        Loss loss, NormalisationSpec? normalisation, in GuidanceLane lane, ReadOnlySpan<double> r, Span<double> work, int chunk, ref LaneReport report)
    {
        var d = lane.Denoised.Length;
        var key = lane.Address.Key(NoisePurpose.MonteCarlo);
        var period = DrawVectors.Period(d);
        var centre = work[..period];
        var spread = work.Slice(period, period);
        var sums = work.Slice(2 * period, period);
        work = work[(3 * period)..];
        for (var i = 0; i < period; i++)
        {
            var (j, scale) = (i % d, normalisation?.Scale[i % d] ?? 1);
            centre[i] = normalisation is null ? lane.Denoised[j] : normalisation.Mean[j] + (scale * lane.Denoised[j]);
            spread[i] = scale * r[j];
        }

        var (least, total, squares) = (double.PositiveInfinity, 0.0, 0.0);
        for (var first = 0; first < draws; first += chunk)
        {
            var n = Math.Min(chunk, draws - first);
            var noise = work[..(n * d)];
            var points = work.Slice(n * d, n * d);
            var gradients = work.Slice(2 * n * d, n * d);
            var padded = work.Slice(3 * n * d, DrawVectors.Padded(n));
            var values = padded[..n];
            Philox.FillNormal(key, noise, (long)first * d);
            DrawVectors.Place(centre, spread, noise, points);
            loss.Evaluate(points, values, gradients);
            if (gradient == LossGradient.Score)
            {
                Scores(normalisation, r, noise, gradients);
            }

            var lowest = DrawVectors.AllFinite(values) && DrawVectors.AllFinite(gradients)
                ? Lowest(values)
                : Invalidate(values, gradients, d, ref report);
            if (double.IsPositiveInfinity(lowest))
            {
                continue;
            }

            if (lowest < least)
            {
                // What was summed so far is brought to the new, larger reference weight.
                var scale = Math.Exp(lowest - least);
                (total, squares, least) = (total * scale, squares * scale * scale, lowest);
                for (var j = 0; j < d; j++)
                {
                    lane.Gradient[j] *= scale;
                }
            }

            padded[n..].Fill(double.PositiveInfinity);
            var (sum, sumOfSquares) = DrawVectors.Exponentiate(least, padded);
            (total, squares) = (total + sum, squares + sumOfSquares);
            DrawVectors.SubtractWeighted(values, gradients, sums, lane.Gradient);
        }

        // Where no draw has a loss, this evaluation goes without guidance.
        for (var j = 0; j < d; j++)
        {
            lane.Gradient[j] = total > 0 ? lane.Gradient[j] / total * (normalisation?.Scale[j] ?? 1) : 0;
        }

        report.EffectiveDraws = total > 0 ? total * total / squares : 0;
        report.Loss = total > 0 ? least - Math.Log(total / draws) : double.NaN;
    }

    private static double Lowest(ReadOnlySpan<double> values)
    {
        var lowest = double.PositiveInfinity;
        foreach (var value in values)
        {
            lowest = value < lowest ? value : lowest;
        }

        return lowest;
    }

    // The gradient of log mean exp(-l) by the score of the draws is sum_i w_i e_i / r: written as if it were -gradient of l.
    private static void Scores(NormalisationSpec? normalisation, ReadOnlySpan<double> r, ReadOnlySpan<double> noise, Span<double> gradients)
    {
        var d = r.Length;
        for (var i = 0; i < gradients.Length; i++)
        {
            var j = i % d;
            gradients[i] = r[j] > 0 ? -noise[i] / (r[j] * (normalisation?.Scale[j] ?? 1)) : 0;
        }
    }

    // A draw without a finite loss and gradient gets weight 0. Returns the lowest loss of the others.
    private static double Invalidate(Span<double> values, Span<double> gradients, int d, ref LaneReport report)
    {
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < values.Length; i++)
        {
            var sum = values[i];
            for (var j = 0; j < d; j++)
            {
                sum += gradients[(i * d) + j] * 0;
            }

            if (double.IsFinite(sum))
            {
                lowest = Math.Min(lowest, values[i]);
            }
            else
            {
                values[i] = double.PositiveInfinity;
                gradients.Slice(i * d, d).Clear();
                report.InvalidDraws++;
            }
        }

        return lowest;
    }
}
