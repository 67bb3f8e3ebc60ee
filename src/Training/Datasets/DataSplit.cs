namespace GenPhys.Training.Datasets;

/// <summary>What a run trains on and what it is judged by; the two share no point of a finite source.</summary>
/// <param name="Training">The points that the objective sees.</param>
/// <param name="HeldOut">The points of the held-out metric, of the same law and dimension.</param>
public sealed record DataSplit(PointSet Training, PointSet HeldOut);
