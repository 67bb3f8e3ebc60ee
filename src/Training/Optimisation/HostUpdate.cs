using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace GenPhys.Training.Optimisation;

/// <summary>
/// The updates of a step over float32 arrays in the host's memory, one pass each where tensor operations need eight and a temporary of the size of every
/// array.
/// </summary>
internal static class HostUpdate
{
    private static int Width => Vector512<float>.Count;

    /// <summary>Whether the numbers of a tensor can be reached here.</summary>
    /// <param name="value">The tensor.</param>
    public static bool Reaches(Tensor value) => value.dtype == ScalarType.Float32 && value.device_type == DeviceType.CPU && value.is_contiguous();

    /// <summary>The sum of the squares.</summary>
    /// <param name="values">A tensor that <see cref="Reaches"/> admits.</param>
    public static double SumOfSquares(Tensor values)
    {
        var span = Numbers(values);
        var (i, low, high) = (0, Vector512<double>.Zero, Vector512<double>.Zero);
        for (; i <= span.Length - Width; i += Width)
        {
            var (a, b) = Vector512.Widen(Vector512.Create<float>(span[i..]));
            low += a * a;
            high += b * b;
        }

        var sum = Vector512.Sum(low + high);
        for (; i < span.Length; i++)
        {
            sum += (double)span[i] * span[i];
        }

        GC.KeepAlive(values);
        return sum;
    }

    /// <summary>Adam's update of one tensor (Kingma and Ba 2015, algorithm 1, in the order of its section 2), with decoupled decay.</summary>
    /// <param name="parameter">Trained numbers.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="m">Mean of the gradient.</param>
    /// <param name="v">Mean of its square.</param>
    /// <param name="step">The numbers of the step.</param>
    public static void Adam(Tensor parameter, Tensor gradient, Tensor m, Tensor v, in AdamStep step)
    {
        var w = Numbers(parameter);
        var g = Numbers(gradient);
        var first = Numbers(m);
        var second = Numbers(v);
        var (beta1, beta2, keep) = (Vector512.Create(step.Beta1), Vector512.Create(step.Beta2), Vector512.Create(step.Keep));
        var (gain1, gain2) = (Vector512.Create(step.Gain1), Vector512.Create(step.Gain2));
        var (root, epsilon, size) = (Vector512.Create(step.InverseRoot), Vector512.Create(step.Epsilon), Vector512.Create(step.Size));
        var i = 0;
        for (; i <= w.Length - Width; i += Width)
        {
            var slope = Vector512.Create<float>(g[i..]);
            var mean = Vector512.FusedMultiplyAdd(beta1, Vector512.Create<float>(first[i..]), gain1 * slope);
            var square = Vector512.FusedMultiplyAdd(beta2, Vector512.Create<float>(second[i..]), gain2 * (slope * slope));
            var value = keep * Vector512.Create<float>(w[i..]);
            mean.CopyTo(first[i..]);
            square.CopyTo(second[i..]);
            (value - (size * (mean / Vector512.FusedMultiplyAdd(Vector512.Sqrt(square), root, epsilon)))).CopyTo(w[i..]);
        }

        for (; i < w.Length; i++)
        {
            first[i] = MathF.FusedMultiplyAdd(step.Beta1, first[i], step.Gain1 * g[i]);
            second[i] = MathF.FusedMultiplyAdd(step.Beta2, second[i], step.Gain2 * (g[i] * g[i]));
            w[i] = (step.Keep * w[i]) - (step.Size * (first[i] / MathF.FusedMultiplyAdd(MathF.Sqrt(second[i]), step.InverseRoot, step.Epsilon)));
        }

        GC.KeepAlive((parameter, gradient, m, v));
    }

    /// <summary>Moves an average: average = decay average + (1 - decay) value.</summary>
    /// <param name="average">The average.</param>
    /// <param name="value">What it follows.</param>
    /// <param name="decay">Decay, in [0, 1).</param>
    public static void Blend(Tensor average, Tensor value, double decay)
    {
        var to = Numbers(average);
        var from = Numbers(value);
        var (keep, take) = ((float)decay, (float)(1 - decay));
        var (old, gain) = (Vector512.Create(keep), Vector512.Create(take));
        var i = 0;
        for (; i <= to.Length - Width; i += Width)
        {
            Vector512.FusedMultiplyAdd(old, Vector512.Create<float>(to[i..]), gain * Vector512.Create<float>(from[i..])).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] = MathF.FusedMultiplyAdd(keep, to[i], take * from[i]);
        }

        GC.KeepAlive((average, value));
    }

    private static Span<float> Numbers(Tensor value) => MemoryMarshal.Cast<byte, float>(value.bytes);
}

/// <summary>The numbers of one step of Adam, the same for every tensor.</summary>
/// <param name="Beta1">Decay of the mean.</param>
/// <param name="Beta2">Decay of the mean square.</param>
/// <param name="Gain1">What the gradient adds to the mean.</param>
/// <param name="Gain2">What its square adds to the mean square.</param>
/// <param name="Keep">1 less the decay of the weights.</param>
/// <param name="InverseRoot">1 over the root of the bias correction of the mean square.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="Size">Learning rate over the bias correction of the mean.</param>
internal readonly record struct AdamStep(float Beta1, float Beta2, float Gain1, float Gain2, float Keep, float InverseRoot, float Epsilon, float Size);
