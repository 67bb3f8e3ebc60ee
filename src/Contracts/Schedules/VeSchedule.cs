namespace GenPhys.Contracts;

/// <summary>Levels spaced evenly in the time of the variance-exploding process (Song et al. 2021): equal ratios, as <c>logLinear</c>.</summary>
public sealed record VeSchedule : ScheduleSpec;
