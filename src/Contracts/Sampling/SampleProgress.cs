namespace GenPhys.Contracts;

/// <summary>How far a request is. The first report comes at admission, with no step done.</summary>
/// <param name="Id">The request's id; <c>DELETE /v1/requests/{id}</c> cancels it.</param>
/// <param name="RowsDone">Rows that have finished or failed.</param>
/// <param name="Rows">Rows of the request.</param>
/// <param name="StepsDone">Solver steps done, summed over the rows.</param>
/// <param name="Steps">Solver steps of the whole request, summed over the rows; an estimate for an adaptive solver.</param>
public sealed record SampleProgress(string Id, int RowsDone, int Rows, long StepsDone, long Steps);
