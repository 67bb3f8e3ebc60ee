namespace GenPhys.Contracts;

/// <summary>How far a request is. A report with nothing done tells of the admission.</summary>
/// <param name="Id">The request's id; <c>DELETE /v1/requests/{id}</c> cancels it.</param>
/// <param name="RowsDone">Rows that have finished or failed.</param>
/// <param name="Rows">Rows of the request.</param>
/// <param name="EvaluationsDone">Field evaluations done, summed over the rows.</param>
/// <param name="Evaluations">Field evaluations of the whole request; the most it may need, for an adaptive solver.</param>
public sealed record SampleProgress(string Id, int RowsDone, int Rows, long EvaluationsDone, long Evaluations);
