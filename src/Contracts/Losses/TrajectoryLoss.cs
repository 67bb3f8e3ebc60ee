using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A loss of positions: the first axis of a sample is the frames, the second the columns of a frame. A sample with one axis is a single
/// frame.
/// </summary>
public abstract record TrajectoryLoss : LossSpec
{
    /// <summary>Columns of a frame that hold the position, each named once; all of them by default.</summary>
    public int[]? Columns { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.Indices(Columns, at["columns"]);
    }
}
