namespace GenPhys.Contracts;

/// <summary>Levels spaced evenly in log sigma.</summary>
public sealed record LogLinearSchedule : ScheduleSpec;
