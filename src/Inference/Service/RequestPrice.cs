using GenPhys.Contracts;
using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Service;

/// <summary>Prices a request before it is queued: what can never run is refused at once, with the member to change.</summary>
internal static class RequestPrice
{
    /// <exception cref="GenPhysException"><see cref="ErrorCode.BudgetExceeded"/>.</exception>
    public static void ThrowIfTooMuch(EngineJob job, ServiceOptions options, string pointer = "/count", int times = 1)
    {
        var evaluations = times * (job.Rows * Pricing.OfRow(job));
        if (evaluations > options.MaxEvaluations)
        {
            throw new GenPhysException(
                ErrorCode.BudgetExceeded,
                $"The request needs {evaluations:0} field evaluations; at most {options.MaxEvaluations:0} are allowed. Ask for fewer rows or steps.",
                pointer);
        }

        // Float64 result, float32 copy for the answer, and the state of the rows that run together.
        var perRow = (12L * job.Model.Dimension) + (8L * job.Program.ScalarSlots) + 16;
        var state = 8L * ((job.Program.VectorSlots * job.Model.Dimension) + job.Program.ScalarSlots);
        var bytes = checked((job.Rows * perRow) + (state * Math.Min(job.Rows, 4096)));
        if (bytes > options.MaxBytes)
        {
            throw new GenPhysException(
                ErrorCode.BudgetExceeded,
                $"The request needs {bytes} bytes; at most {options.MaxBytes} are allowed. Ask for fewer rows.",
                pointer);
        }
    }
}
