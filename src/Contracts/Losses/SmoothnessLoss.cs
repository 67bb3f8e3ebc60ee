namespace GenPhys.Contracts;

/// <summary>The sum over frames of |p_(f+1) - 2 p_f + p_(f-1)|^2: squared accelerations.</summary>
public sealed record SmoothnessLoss : TrajectoryLoss;
