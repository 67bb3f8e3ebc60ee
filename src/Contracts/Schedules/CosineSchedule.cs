namespace GenPhys.Contracts;

/// <summary>Levels spaced evenly in the time of the cosine schedule (Nichol, Dhariwal 2021, eq. 17).</summary>
public sealed record CosineSchedule : ScheduleSpec;
