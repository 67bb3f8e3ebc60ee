namespace GenPhys.Contracts;

/// <summary>A row that left the finite numbers; its neighbours are untouched.</summary>
/// <param name="Row">Index of the row, from 0.</param>
/// <param name="Step">The solver step at which it failed, from 0.</param>
/// <param name="NoiseLevel">The noise level of that step.</param>
/// <param name="Reason">What was seen, such as <c>nonFinite</c>.</param>
public sealed record FailedRow(int Row, int Step, double NoiseLevel, string Reason);
