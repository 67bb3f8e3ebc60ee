using GenPhys.Contracts;

namespace GenPhys.Client;

/// <summary>Finished samples: rows of float32 numbers in one array, read in place.</summary>
public sealed class SampleSet
{
    internal SampleSet(SampleResult answer, int? failedRowCount = null)
    {
        Answer = answer;
        FailedRowCount = failedRowCount ?? answer.FailedRows.Count;
        Dimension = answer.Shape.Skip(1).Aggregate(1, (product, extent) => checked(product * extent));
    }

    /// <summary>The whole answer: id, model version, seed, shape, evaluations, timings and what else the request asked for.</summary>
    public SampleResult Answer { get; }

    /// <summary>Number of rows, failed ones included.</summary>
    public int Count => Answer.Shape[0];

    /// <summary>Numbers of one row.</summary>
    public int Dimension { get; }

    /// <summary>
    /// How many rows failed. REST's bytes leave room to list 100 of them in <see cref="SampleResult.FailedRows"/>; gRPC lists them all. A failed row is zeros.
    /// </summary>
    public int FailedRowCount { get; }

    /// <summary>Every number, row-major, <c>[Count * Dimension]</c>; the array itself, not a copy.</summary>
    public ReadOnlySpan<float> Span => Answer.Samples;

    /// <summary>The same as memory that outlives the stack.</summary>
    public ReadOnlyMemory<float> Memory => Answer.Samples;

    /// <summary>One row, <c>[Dimension]</c>; a view, not a copy.</summary>
    /// <param name="row">Its index, from 0.</param>
    /// <returns>The row's numbers; zeros where it failed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return Span.Slice(row * Dimension, Dimension);
    }
}
