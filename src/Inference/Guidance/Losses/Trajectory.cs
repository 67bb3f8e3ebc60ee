using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>Where the positions of a sample stand: frames along the first axis, columns along the others.</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Stride">Numbers per frame.</param>
/// <param name="Columns">Columns that hold the position.</param>
public sealed record Trajectory(int Frames, int Stride, int[] Columns)
{
    /// <summary>The positions of a sample of a shape.</summary>
    /// <param name="shape">Shape of a sample; a single axis is one frame.</param>
    /// <param name="columns">Columns, or null for all.</param>
    /// <param name="context">For errors.</param>
    /// <returns>The positions.</returns>
    /// <exception cref="GenPhysException">A column does not exist.</exception>
    public static Trajectory Of(int[] shape, int[]? columns, LossContext context)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(context);
        var frames = shape.Length == 1 ? 1 : shape[0];
        var stride = shape.Aggregate(1, (product, extent) => product * extent) / frames;
        for (var i = 0; i < (columns?.Length ?? 0); i++)
        {
            if (columns![i] >= stride)
            {
                throw context.Mismatch("columns", $"A frame of the model's samples has {stride} columns; there is no column {columns[i]}.");
            }
        }

        return new Trajectory(frames, stride, columns ?? [.. Enumerable.Range(0, stride)]);
    }

    /// <summary>Where a coordinate of a position stands in a sample.</summary>
    /// <param name="frame">Frame.</param>
    /// <param name="axis">Coordinate of the position.</param>
    /// <returns>Index into the sample.</returns>
    public int Index(int frame, int axis) => (frame * Stride) + Columns[axis];
}
