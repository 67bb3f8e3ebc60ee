namespace GenPhys.Contracts;

/// <summary>
/// Levels picked evenly from the discrete levels of a model's <c>ddpm</c> process; on other processes, from the thousand levels of
/// the improved DDPM (Nichol, Dhariwal 2021). Both ends go to the nearest of these.
/// </summary>
public sealed record IddpmSchedule : ScheduleSpec;
