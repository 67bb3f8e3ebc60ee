using GenPhys.Inference.Networks;
using static TorchSharp.torch;

namespace GenPhys.Training.Batches;

/// <summary>The classes of one step. Its tensors belong to the dispose scope in which it is made.</summary>
public sealed class BatchConditions
{
    private readonly int[] _labels;
    private readonly int[] _conditions;

    /// <summary>Takes the classes of a reference batch.</summary>
    /// <param name="labels">Class of each reference, from 0, <c>[n]</c>.</param>
    /// <param name="conditions">What is told of each source, the first b references: 0 for nothing, else 1 and its class, <c>[b]</c>.</param>
    /// <param name="classes">Classes of the data, 1 or more.</param>
    /// <param name="dtype">Number type of the columns.</param>
    /// <param name="device">Where the columns live.</param>
    public BatchConditions(int[] labels, int[] conditions, int classes, ScalarType dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(conditions);
        (_labels, _conditions) = (labels, conditions);
        Columns = ColumnsOf(conditions, classes, dtype, device);
    }

    /// <summary>What the network reads, <c>[b, classes + 1]</c>.</summary>
    public Tensor Columns { get; }

    /// <summary>The columns of conditions.</summary>
    /// <param name="conditions">0 for none, else 1 and the class, <c>[rows]</c>.</param>
    /// <param name="classes">Classes, 1 or more.</param>
    /// <param name="dtype">Number type.</param>
    /// <param name="device">Where they live.</param>
    /// <returns><c>[rows, classes + 1]</c>.</returns>
    public static Tensor ColumnsOf(ReadOnlySpan<int> conditions, int classes, ScalarType dtype, Device device)
    {
        var width = ClassColumns.Width(classes);
        var columns = new double[conditions.Length * width];
        for (var i = 0; i < conditions.Length; i++)
        {
            ClassColumns.Fill(conditions[i], columns.AsSpan(i * width, width));
        }

        return tensor(columns, [conditions.Length, width], dtype: dtype, device: device);
    }

    /// <summary>Whether a source is told a class and a reference is of another.</summary>
    /// <param name="source">Index of the source.</param>
    /// <param name="reference">Index of the reference.</param>
    public bool IsForeign(int source, int reference) => _conditions[source] > 0 && _labels[reference] != _conditions[source] - 1;

    /// <summary>
    /// Which references may stand for a source: those of its class, or all where it is told none (Xu, Tong and Jaakkola 2023, section 3: with other references
    /// the target would be that of the law without the condition).
    /// </summary>
    /// <param name="start">First source.</param>
    /// <param name="end">One past the last source.</param>
    /// <param name="device">Where the mask lives.</param>
    /// <returns><c>[end - start, n]</c>, true where the reference is of another class.</returns>
    public Tensor Foreign(long start, long end, Device device)
    {
        var mask = new bool[(end - start) * _labels.Length];
        for (var i = start; i < end; i++)
        {
            for (var k = 0; k < _labels.Length; k++)
            {
                mask[((i - start) * _labels.Length) + k] = IsForeign((int)i, k);
            }
        }

        return tensor(mask, [end - start, _labels.Length], device: device);
    }
}
